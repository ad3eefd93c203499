"""The folder with az's settings in which a stand-in is its cloud: no login, and nothing asked elsewhere.

Usage: python3 config.py FOLDER URL
"""
import json
import os
import sys

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
NOBODY = "00000000-0000-0000-0000-000000000000"
CLOUD = "StandIn"

# Every address of a cloud is the stand-in's, so that nothing is asked of anybody else.
ENDPOINTS = (
    "active_directory active_directory_data_lake_resource_id active_directory_graph_resource_id active_directory_resource_id "
    "app_insights_resource_id app_insights_telemetry_channel_resource_id attestation_resource_id batch_resource_id gallery "
    "log_analytics_resource_id management media_resource_id microsoft_graph_resource_id ossrdbms_resource_id portal "
    "resource_manager sql_management synapse_analytics_resource_id vm_image_alias_doc"
).split()
SUFFIXES = (
    "acr_login_server_endpoint attestation_endpoint azure_datalake_analytics_catalog_and_job_endpoint "
    "azure_datalake_store_file_system_endpoint keyvault_dns mariadb_server_endpoint mhsm_dns mysql_server_endpoint "
    "postgresql_server_endpoint sql_server_hostname storage_endpoint storage_sync_endpoint synapse_analytics_endpoint"
).split()

CONFIG = f"""\
[cloud]
name = {CLOUD}
[core]
collect_telemetry = no
survey_message = no
disable_confirm_prompt = yes
instance_discovery = no
[logging]
enable_log_file = no
[auto-upgrade]
enable = no
[extension]
use_dynamic_install = no
[bicep]
version_check = no
use_binary_from_path = yes
"""


def write(folder, url):
    """Writes the three files that az reads."""
    os.makedirs(folder, exist_ok=True)
    cloud = [f"[{CLOUD}]", f"subscription = {SUBSCRIPTION}"]
    cloud += [f"endpoint_{name} = {url}" for name in ENDPOINTS]
    cloud += [f"suffix_{name} = .stand-in.invalid" for name in SUFFIXES]
    profile = {
        "installationId": NOBODY,
        "subscriptions": [
            {
                "id": SUBSCRIPTION,
                "name": "stand-in",
                "state": "Enabled",
                # A managed identity of the machine: its token comes from IDENTITY_ENDPOINT, without a login.
                "user": {"name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI"},
                "isDefault": True,
                "tenantId": TENANT,
                "homeTenantId": TENANT,
                "environmentName": CLOUD,
                "managedByTenants": [],
            }
        ],
    }
    for name, text in (
        ("clouds.config", "\n".join(cloud) + "\n"),
        ("config", CONFIG),
        ("azureProfile.json", json.dumps(profile)),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    write(*sys.argv[1:3])
