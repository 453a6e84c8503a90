"""Settings of a tenant. Sluice keeps none of them and answers null."""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import INT32, Int32, Shape


class IPRangeAPI(Shape):
    developer_name: str | None = None
    developer_summary: str | None = None
    start_ip_address: str | None = Field(None, alias="startIPAddress")
    end_ip_address: str | None = Field(None, alias="endIPAddress")


class GroupSettings(Shape):
    group_attribute: str | None = None
    groups: list[str] | None = None


class ClaimsSettings(Shape):
    email_address: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class SamlSettings(Shape):
    certificate: str | None = None
    algorithm: str | None = None
    redirect_uri: str | None = None
    logout_uri: str | None = None
    group_settings: GroupSettings | None = None
    claims: ClaimsSettings | None = None
    cookie_type: str | None = None
    max_session: Int32 | None = None
    idle_timeout: Int32 | None = None
    show_uri: bool = False


class SecuritySettingsAPI(Shape):
    is_admin_restricted_by_ip_range: bool = Field(False, alias="isAdminRestrictedByIPRange")
    is_packaging_restricted_by_ip_range: bool = Field(False, alias="isPackagingRestrictedByIPRange")
    is_draw_restricted_by_ip_range: bool = Field(False, alias="isDrawRestrictedByIPRange")
    is_run_restricted_by_ip_range: bool = Field(False, alias="isRunRestrictedByIPRange")
    authorized_admin_ip_ranges: list[IPRangeAPI] | None = Field(
        None, alias="authorizedAdminIPRanges"
    )
    authorized_packaging_ip_ranges: list[IPRangeAPI] | None = Field(
        None, alias="authorizedPackagingIPRanges"
    )
    authorized_draw_ip_ranges: list[IPRangeAPI] | None = Field(None, alias="authorizedDrawIPRanges")
    authorized_run_ip_ranges: list[IPRangeAPI] | None = Field(None, alias="authorizedRunIPRanges")
    is_saml_enabled: bool = False
    saml_settings: SamlSettings | None = None


StateReportingAuthentication: TypeAlias = Annotated[Literal[0, 1, 2], INT32]


class StateSettingsAPI(Shape):
    endpoint: str | None = None
    authentication: StateReportingAuthentication | None = None
    username: str | None = None
    password: str | None = None
    token_endpoint: str | None = None


OtlpExportProtocol: TypeAlias = Annotated[Literal[0, 1], INT32]


OtlpSensitiveDataLoggingType: TypeAlias = Annotated[Literal[0, 1, 2], INT32]


class ObservabilitySettingsAPI(Shape):
    otlp_endpoint: str | None = None
    otlp_protocol: OtlpExportProtocol | None = None
    otlp_headers: str | None = None
    otlp_sensitive_data_logging: OtlpSensitiveDataLoggingType | None = None


ReleaseCycle: TypeAlias = Annotated[Literal[0, 1], INT32]


class TenantIntegrationAccountAPI(Shape):
    id: UUID
    username: str | None = None
    account_id: str | None = None
    api_key: str | None = None


class TenantSettingsAPI(Shape):
    disable_service_invoker_logging: bool = False
    release_cycle: ReleaseCycle | None = None
    format_values: bool = False
    use_regional_redirect_uris: bool = False
    environments: bool = False
    themes: bool = False
    integration_accounts: list[TenantIntegrationAccountAPI] | None = None


class ExternalStorageSettingsAPI(Shape):
    enable_replication: bool = False
    enable_states: bool = False
    global_store_id: UUID | None = None
