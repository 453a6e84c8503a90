# Healthy when the S3 side answers its status page.
set -eu
exec 3<> /dev/tcp/127.0.0.1/8333
printf 'GET /status HTTP/1.0\r\n\r\n' >&3
head -n 1 <&3 | grep -q ' 200'
