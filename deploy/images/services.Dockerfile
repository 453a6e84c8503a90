# The four services in one image; the command says which: python -m services.gateway, ...
FROM python:3.11-slim-bookworm

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps --only-binary=:all: -r requirements.txt \
 && useradd --system --uid 10001 --no-create-home sluice

WORKDIR /sluice
COPY libs libs
COPY services services
USER sluice
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8080
CMD ["python", "-m", "services.gateway"]
