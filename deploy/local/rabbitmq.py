"""A private RabbitMQ from Debian's package: its own epmd, cookie, node name and folders."""

import shutil
import signal
from pathlib import Path

from deploy.local.addresses import Amqp
from deploy.local.container import Container
from deploy.local.home import Home, write_private
from deploy.local.program import Program

USER = "sluice"
# Not the one on the PATH: that is a wrapper which changes to the user rabbitmq and its folders.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
CONTAINER = Container(
    images=("sluice/rabbitmq:local", "rabbitmq:4-management"),
    ports={5672: "amqp", 15672: "amqp-management"},
    data="/var/lib/rabbitmq",
    environment=lambda home: {
        "RABBITMQ_DEFAULT_USER": USER,
        "RABBITMQ_DEFAULT_PASS": home.secret("rabbitmq"),
    },
)


def address(home: Home) -> Amqp:
    """AMQP and management address of this node, default virtual host."""
    account = f"{USER}:{home.secret('rabbitmq')}"
    return Amqp(
        url=f"amqp://{account}@127.0.0.1:{home.port('amqp')}/",
        management=f"http://127.0.0.1:{home.port('amqp-management')}",
    )


def prepare(home: Home) -> Program:
    """Write the node's configuration; the account is made by the node's first start."""
    room = home.room("rabbitmq")
    configuration = room / "rabbitmq.conf"
    write_private(configuration, _configuration(home))
    plugins = room / "enabled_plugins"
    plugins.write_text("[rabbitmq_management,rabbitmq_prometheus].\n")
    return Program(
        name="rabbitmq",
        command=[str(SERVER)],
        directory=str(room),
        environment={
            "HOME": str(room),
            "ERL_EPMD_PORT": str(home.port("epmd")),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "sluice@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(home.port("amqp")),
            "RABBITMQ_DIST_PORT": str(home.port("erlang-distribution")),
            "RABBITMQ_MNESIA_BASE": str(room / "mnesia"),
            "RABBITMQ_LOG_BASE": str(room / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(room / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(room / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(room / "schema"),
            "RABBITMQ_CONFIG_FILE": str(configuration),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(room / "advanced.config"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            # The script then becomes the Erlang machine instead of staying in front of it, so
            # that the process the supervisor sees is the one that matters.
            "RABBITMQ_ALLOW_INPUT": "true",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput",
        },
        # Its HTTP listeners take 6 s to drain; nobody waits for them at the end of a test run.
        stop_signal=signal.SIGKILL if home.throw_away else signal.SIGTERM,
        stop_seconds=30,
    )


def installed() -> bool:
    return SERVER.exists() and shutil.which("erl") is not None


def _configuration(home: Home) -> str:
    return "\n".join(
        [
            f"default_user = {USER}",
            f"default_pass = {home.secret('rabbitmq')}",
            f"management.tcp.port = {home.port('amqp-management')}",
            "management.tcp.ip = 127.0.0.1",
            f"prometheus.tcp.port = {home.port('amqp-metrics')}",
            "prometheus.tcp.ip = 127.0.0.1",
            "log.console = true",
            "log.console.level = warning",
            "disk_free_limit.absolute = 50MB",
            "",
        ]
    )
