# Writes the first account into the configuration, then becomes the broker.
set -eu
: "${RABBITMQ_DEFAULT_USER:?}" "${RABBITMQ_DEFAULT_PASS:?}"
umask 077
cat > /etc/rabbitmq/rabbitmq.conf <<CONF
default_user = $RABBITMQ_DEFAULT_USER
default_pass = $RABBITMQ_DEFAULT_PASS
log.console = true
log.console.level = warning
CONF
unset RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS
# ALLOW_INPUT makes the script become the Erlang machine instead of staying in front of it.
export HOME=/var/lib/rabbitmq RABBITMQ_LOGS=- RABBITMQ_ALLOW_INPUT=true
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput
exec /usr/lib/rabbitmq/bin/rabbitmq-server
