# Makes the cluster on the first start, then becomes the server.
set -eu
bin=/usr/lib/postgresql/15/bin
data=/var/lib/postgresql/data/cluster
if [ ! -s "$data/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?a password for the administrator is needed}"
    password=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" > "$password"
    rm -rf "$data.new"
    "$bin/initdb" -D "$data.new" -U "${POSTGRES_USER:-postgres}" -E UTF8 --no-locale \
        --auth=scram-sha-256 --pwfile="$password" > /dev/null
    rm "$password"
    echo 'host all all all scram-sha-256' >> "$data.new/pg_hba.conf"
    mv "$data.new" "$data"
fi
exec "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories= \
    -c max_connections=300
