# RabbitMQ from Debian with its management API. Takes RABBITMQ_DEFAULT_USER and
# RABBITMQ_DEFAULT_PASS, keeps its data in /var/lib/rabbitmq, as the official image does.
# Data are named after the host: give the container a hostname that stays.
FROM debian:bookworm-slim

RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
 && apt-get update -q \
 && apt-get install -y -q --no-install-recommends rabbitmq-server \
 && rm -rf /var/lib/apt/lists/* /var/lib/rabbitmq/* /var/lib/rabbitmq/.erlang.cookie \
 && echo '[rabbitmq_management,rabbitmq_prometheus].' > /etc/rabbitmq/enabled_plugins \
 && chown -R rabbitmq:rabbitmq /etc/rabbitmq /var/lib/rabbitmq

COPY deploy/images/rabbitmq.sh /usr/local/bin/start
COPY deploy/images/rabbitmq-answers.sh /usr/local/bin/answers
USER rabbitmq
VOLUME /var/lib/rabbitmq
EXPOSE 5672 15672 15692
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=10 \
    CMD ["bash", "/usr/local/bin/answers"]
ENTRYPOINT ["sh", "/usr/local/bin/start"]
