"""Commands: a nudge to look at a job. Everything else about the job stands in its row."""

from uuid import UUID

from libs.contracts.values import Value


class ExportCommand(Value):
    """Wakes an exporter for one job of kind `export`."""

    job_id: UUID
    tenant_id: UUID


class ImportCommand(Value):
    """Wakes an importer for one job of kind `import`."""

    job_id: UUID
    tenant_id: UUID


Command = ExportCommand | ImportCommand
