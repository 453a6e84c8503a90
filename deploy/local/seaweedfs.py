"""A private S3-compatible object store: SeaweedFS' `weed mini` from its wheel, one process."""

import signal
import sys
from pathlib import Path

from deploy.local.addresses import S3
from deploy.local.container import Container
from deploy.local.home import Home
from deploy.local.program import Program

ACCESS_KEY = "sluice"
# What each is for, as measured: tokens between the server's own roles, so that its other HTTP
# ports ask for credentials too; slots and sizes, so that buckets do not run out of volumes;
# what S3 itself would not do (delete a full bucket, make a missing one) and telemetry, off.
JWT_VARIABLES = (
    "WEED_JWT_SIGNING_KEY",
    "WEED_JWT_SIGNING_READ_KEY",
    "WEED_JWT_FILER_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_READ_KEY",
)
FLAGS = (
    "-volume.max=1000",
    "-master.volumeSizeLimitMB=128",
    "-master.telemetry=false",
    "-s3.allowDeleteBucketNotEmpty=false",
    "-s3.autoCreateBucket=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-admin.ui=false",
    "-webdav=false",
)
_SOCKET = "/tmp/seaweedfs-{}-grpc-{}.sock"  # noqa: S108 - the server takes no other folder
_ROLES = ("s3", "master", "volume", "filer", "admin")


def _environment(home: Home) -> dict[str, str]:
    keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": home.secret("s3")}
    tokens = {name: home.secret(name) for name in JWT_VARIABLES}
    return keys | tokens | {"GOMEMLIMIT": "300MiB"}


CONTAINER = Container(
    images=("sluice/seaweedfs:local", "chrislusf/seaweedfs:4.48"),
    ports={8333: "s3"},
    data="/data",
    environment=_environment,
    command=("mini", "-dir=/data", "-ip=127.0.0.1", "-ip.bind=0.0.0.0", *FLAGS),
)


def address(home: Home) -> S3:
    """Endpoint and keys of this store."""
    return S3(f"http://127.0.0.1:{home.port('s3')}", ACCESS_KEY, home.secret("s3"))


def prepare(home: Home) -> Program:
    """The server keeps to loopback, below half a gigabyte of memory, with keys of its own."""
    room = home.room("seaweedfs")
    (room / "data").mkdir(exist_ok=True)
    ports = [f"-{role}.port={home.port(role)}" for role in _ROLES]
    ports += [f"-{role}.port.grpc={_grpc_port(home, role)}" for role in _ROLES]
    return Program(
        name="seaweedfs",
        command=[
            str(Path(sys.executable).with_name("weed")),
            "-logtostderr=true",
            "mini",
            "-dir=data",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            # Relative, so below the 107 bytes a socket's path may have wherever the home is.
            "-s3.localSocket=s3.sock",
            "-filer.localSocket=filer.sock",
            *ports,
            *FLAGS,
        ],
        directory=str(room),
        environment=_environment(home),
        litter=[_SOCKET.format(role, _grpc_port(home, role)) for role in _ROLES],
        stop_signal=signal.SIGKILL if home.throw_away else signal.SIGTERM,
    )


def _grpc_port(home: Home, role: str) -> int:
    # Workers look for the admin role's 10000 above its other port, whatever they are told.
    return home.port("admin") + 10000 if role == "admin" else home.port(f"{role}-grpc")
