# PostgreSQL from Debian. Takes POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB, keeps its data
# in /var/lib/postgresql/data: the names of the official image, which can stand in for this one.
FROM debian:bookworm-slim

RUN mkdir -p /etc/postgresql-common/createcluster.d \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/none.conf \
 && apt-get update -q \
 && apt-get install -y -q --no-install-recommends postgresql-15 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data

COPY deploy/images/postgres.sh /usr/local/bin/start
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=5 \
    CMD /usr/lib/postgresql/15/bin/pg_isready -q -h 127.0.0.1
ENTRYPOINT ["sh", "/usr/local/bin/start"]
