# Healthy when the broker greets back. The broker's own diagnostics start a second Erlang
# machine for every look, which takes two seconds of a core.
set -eu
exec 3<> /dev/tcp/127.0.0.1/5672
printf 'AMQP\0\0\x09\x01' >&3
test "$(head -c 1 <&3 | od -An -tu1 | tr -d ' ')" = 1
