"""Tenants and their registration."""

from uuid import UUID

from services.gateway.shapes.base import Int32, Moment, Shape
from services.gateway.shapes.tenant_settings import (
    ExternalStorageSettingsAPI,
    ObservabilitySettingsAPI,
    SecuritySettingsAPI,
    StateSettingsAPI,
    TenantSettingsAPI,
)


class SubtenantCreateRequest(Shape):
    developer_name: str | None = None
    developer_summary: str | None = None


class TenantRegistrationRequestAPI(Shape):
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    tenant_name: str | None = None
    api_key_name: str | None = None


class TenantMinimalAPI(Shape):
    id: UUID
    developer_name: str | None = None
    user_count: Int32 = 0


class OrganizationMinimal(Shape):
    id: UUID
    name: str | None = None
    role: str | None = None


class FeatureFlagAPI(Shape):
    id: UUID
    name: str | None = None
    developer_name: str | None = None
    description: str | None = None
    enabled: bool = False
    created_at: Moment
    updated_at: Moment


class TenantResponseAPI(Shape):
    developer_name: str | None = None
    developer_summary: str | None = None
    security_settings: SecuritySettingsAPI | None = None
    subdomain: str | None = None
    state_settings: StateSettingsAPI | None = None
    observability_settings: ObservabilitySettingsAPI | None = None
    tenant_settings: TenantSettingsAPI | None = None
    external_storage_settings: ExternalStorageSettingsAPI | None = None
    feature_flags: list[FeatureFlagAPI] | None = None
    id: str | None = None
    expires_at: Moment | None = None
    sub_tenants: list["TenantResponseAPI"] | None = None
    organization: OrganizationMinimal | None = None
    parent_tenant: "TenantResponseAPI | None" = None
    has_mcr: bool = False
