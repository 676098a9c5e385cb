"""Runs the official Python SDKs against the emulator: each operation with valid and invalid requests.

    node emulator/clients/main.ts python3 emulator/clients/python/drive.py

The product SDKs sign with ACS3-HMAC-SHA256, aliyun-python-sdk-core with HMAC-SHA1. native.py covers Cloud-native API Gateway.
"""

import json
import logging
import os
import sys

from alibabacloud_cloudapi20160714 import models
from alibabacloud_cloudapi20160714.client import Client
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as StsClient
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest

import native
from checks import ENDPOINT, check, config, counts, error_of, refused

ORDERS = "20bcdc9453524b78a8beb1f6de21edb7"
BUSY = "739b68751c0b4e899e04d0c92b6d0be7"
ACCOUNT = "1234567890123456"
PROVIDER = f"acs:ram::{ACCOUNT}:oidc-provider/github"
ROLE = f"acs:ram::{ACCOUNT}:role/deploy"
# characters that encoders treat differently
ODD = "http://10.0.0.1:8080/a b*~'(é)!"

# aliyun-python-sdk-core logs each error that it raises
logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL)

def product_sdk():
    client = Client(config())
    data = json.dumps({"ServiceAddress": "http://10.0.0.2:8080"})

    created = client.create_backend(models.CreateBackendRequest(backend_name="python", backend_type="HTTP")).body
    backend = created.backend_id
    check("CreateBackend", len(backend) == 32 and created.request_id, created)
    refused(
        "CreateBackend, a duplicate name", "DuplicateBackendName", 400,
        lambda: client.create_backend(models.CreateBackendRequest(backend_name="python", backend_type="HTTP")),
    )
    refused(
        "CreateBackend without a type", "MissingBackendType", 400,
        lambda: client.create_backend(models.CreateBackendRequest(backend_name="another")),
    )

    stage = {"backend_id": backend, "stage_name": "TEST"}
    model = client.create_backend_model(
        models.CreateBackendModelRequest(backend_type="HTTP", backend_model_data=data, **stage)
    ).body
    check("CreateBackendModel", len(model.backend_model_id) == 32, model)
    refused(
        "CreateBackendModel, a duplicate stage", "DuplicateBackendModel", 400,
        lambda: client.create_backend_model(
            models.CreateBackendModelRequest(backend_type="HTTP", backend_model_data=data, **stage)
        ),
    )

    odd = json.dumps({"ServiceAddress": ODD})
    client.modify_backend_model(models.ModifyBackendModelRequest(backend_model_data=odd, **stage))
    info = client.describe_backend_info(models.DescribeBackendInfoRequest(backend_id=backend)).body.backend_info
    check(
        "ModifyBackendModel, DescribeBackendInfo",
        info.backend_models[0].backend_config.service_address == ODD,
        info.to_map(),
    )
    refused(
        "ModifyBackendModel, invalid JSON", "InvalidBackendModelData", 400,
        lambda: client.modify_backend_model(models.ModifyBackendModelRequest(backend_model_data="{", **stage)),
    )
    refused(
        "ModifyBackendModel, a stage without a definition", "NotFoundBackendModel", 400,
        lambda: client.modify_backend_model(
            models.ModifyBackendModelRequest(backend_id=backend, stage_name="PRE", backend_model_data=data)
        ),
    )
    refused(
        "DescribeBackendInfo, an unknown backend", "NotFoundBackend", 400,
        lambda: client.describe_backend_info(models.DescribeBackendInfoRequest(backend_id="0" * 32)),
    )

    client.modify_backend(
        models.ModifyBackendRequest(backend_id=backend, backend_name="python-2", backend_type="HTTP")
    )
    found = client.describe_backend_list(models.DescribeBackendListRequest(backend_name="pyth*")).body
    names = [one.backend_name for one in found.backend_info_list]
    check("ModifyBackend, DescribeBackendList", names == ["python-2"] and found.total_count == 1, names)
    refused(
        "ModifyBackend, a different type", "InvalidBackendType", 400,
        lambda: client.modify_backend(
            models.ModifyBackendRequest(backend_id=backend, backend_name="python-2", backend_type="VPC")
        ),
    )
    refused(
        "DescribeBackendList, page 0", "InvalidPageNumber", 400,
        lambda: client.describe_backend_list(models.DescribeBackendListRequest(page_number=0)),
    )

    apis = client.describe_apis_by_backend(
        models.DescribeApisByBackendRequest(backend_id=ORDERS, stage_name="RELEASE", page_size=1, page_number=2)
    ).body
    names = [one.api_name for one in apis.api_info_list.api_info]
    check("DescribeApisByBackend, a page", names == ["get-order"] and apis.total_count == 2, names)
    refused(
        "DescribeApisByBackend, an unknown backend", "NotFoundBackend", 400,
        lambda: client.describe_apis_by_backend(models.DescribeApisByBackendRequest(backend_id="0" * 32)),
    )

    written = client.modify_backend_model(
        models.ModifyBackendModelRequest(backend_id=ORDERS, stage_name="RELEASE", backend_model_data=data)
    ).body
    task = client.describe_update_backend_task(
        models.DescribeUpdateBackendTaskRequest(operation_uid=written.operation_id)
    ).body.api_update_backend_results.api_update_backend_result
    seen = [(row.api_name, row.update_status) for row in task]
    check("DescribeUpdateBackendTask", seen == [("list-orders", "OVER"), ("get-order", "OVER")], seen)
    refused(
        "DescribeUpdateBackendTask, an unknown task", "NotFoundOperationUid", 400,
        lambda: client.describe_update_backend_task(
            models.DescribeUpdateBackendTaskRequest(operation_uid="0" * 32)
        ),
    )

    refused(
        "DeleteBackend, in use", "DependencyViolationBackend", 400,
        lambda: client.delete_backend(models.DeleteBackendRequest(backend_id=backend)),
    )
    refused(
        "DeleteBackendModel, an unknown model", "NotFoundBackendModel", 400,
        lambda: client.delete_backend_model(
            models.DeleteBackendModelRequest(backend_model_id="0" * 32, backend_id=backend)
        ),
    )
    deleted = client.delete_backend_model(
        models.DeleteBackendModelRequest(backend_model_id=model.backend_model_id, **stage)
    ).body
    check("DeleteBackendModel", len(deleted.operation_id) == 32, deleted)
    client.delete_backend(models.DeleteBackendRequest(backend_id=backend))
    refused(
        "DeleteBackend", "NotFoundBackend", 400,
        lambda: client.delete_backend(models.DeleteBackendRequest(backend_id=backend)),
    )


def credential_errors():
    read = models.DescribeBackendInfoRequest(backend_id=ORDERS)

    def call(**keys):
        return Client(config(**keys)).describe_backend_info(read)

    error = refused("a wrong secret", "SignatureDoesNotMatch", 400, lambda: call(secret="guess"))
    check(
        "a wrong secret, the string the server signed",
        "server StringToSign is [ACS3-HMAC-SHA256\n" in error.message
        and "server CanonicalRequest is [POST\n/\n" in error.message
        and "root-secret" not in error.message,
        error.message,
    )
    refused("an unknown key", "InvalidAccessKeyId.NotFound", 404, lambda: call(key="nobody"))
    refused("a disabled key", "InvalidAccessKeyId.Inactive", 400, lambda: call(key="disabled", secret="disabled-secret"))
    role = {"key": "STS.role", "secret": "role-secret"}
    check("a security token", call(**role, token="role+token/=").body.request_id, None)
    refused("no security token", "MissingSecurityToken", 400, lambda: call(**role))
    refused(
        "a wrong security token", "InvalidSecurityToken.MismatchWithAccessKey", 400,
        lambda: call(**role, token="another"),
    )
    reader = Client(config(key="reader", secret="reader-secret"))
    error = refused(
        "a write that is not allowed", "NoPermission", 403,
        lambda: reader.delete_backend(models.DeleteBackendRequest(backend_id=ORDERS)),
    )
    detail = getattr(error, "access_denied_detail", None) or {}
    check("a write that is not allowed, in detail", detail.get("NoPermissionType") == "ImplicitDeny", detail)
    error = refused(
        "throttling", "Throttling.User", 400,
        lambda: Client(config()).describe_backend_info(models.DescribeBackendInfoRequest(backend_id=BUSY)),
    )
    check("throttling, retry after", getattr(error, "retry_after", None) == 1500, getattr(error, "retry_after", None))


def sts():
    identity = StsClient(config()).get_caller_identity().body
    check("GetCallerIdentity", identity.account_id == ACCOUNT, identity)
    refused(
        "GetCallerIdentity, a wrong secret", "SignatureDoesNotMatch", 400,
        lambda: StsClient(config(secret="guess")).get_caller_identity(),
    )

    def assume(token, role=ROLE):
        return StsClient(config()).assume_role_with_oidc(
            sts_models.AssumeRoleWithOIDCRequest(
                oidcprovider_arn=PROVIDER, role_arn=role, oidctoken=token, role_session_name="python"
            )
        ).body

    good = os.environ["EMULATOR_OIDC_TOKEN"]
    keys = assume(good).credentials
    session = StsClient(
        config(key=keys.access_key_id, secret=keys.access_key_secret, token=keys.security_token)
    )
    arn = session.get_caller_identity().body.arn
    check("AssumeRoleWithOIDC", arn == f"acs:ram::{ACCOUNT}:assumed-role/deploy/python", arn)
    refused(
        "AssumeRoleWithOIDC, a wrong audience", "AuthenticationFail.OIDCToken.AudienceNotMatch", 401,
        lambda: assume(os.environ["EMULATOR_OIDC_TOKEN_OTHER_AUDIENCE"]),
    )
    refused("AssumeRoleWithOIDC, an unknown role", "AuthenticationFail.NoPermission", 401, lambda: assume(good, ROLE + "x"))


def core_sdk():
    """aliyun-python-sdk-core compares the server's string to sign with its own, and crashes if there is none."""

    def call(action, params, credential=None, version="2016-07-14"):
        client = AcsClient(region_id="cn-hangzhou", credential=credential or AccessKeyCredential("root", "root-secret"))
        # not CommonRequest, which does not keep the string it has signed
        request = RpcRequest("CloudAPI", version, action)
        request.set_endpoint(ENDPOINT)
        request.set_protocol_type("http")
        request.set_method("POST")
        for name, value in params.items():
            request.add_query_param(name, value)
        return json.loads(client.do_action_with_exception(request))

    def core_refused(name, code, status, run):
        error = error_of(run)
        seen = (error.get_error_code(), error.get_http_status()) if isinstance(error, ServerException) else error
        check(name, seen == (code, status), seen)

    odd = {"BackendId": ORDERS, "StageName": "RELEASE", "BackendModelData": json.dumps({"ServiceAddress": ODD})}
    check("core: ModifyBackendModel", len(call("ModifyBackendModel", odd)["OperationId"]) == 32, None)
    info = call("DescribeBackendInfo", {"BackendId": ORDERS})["BackendInfo"]
    check(
        "core: DescribeBackendInfo", info["BackendModels"][0]["BackendConfig"]["ServiceAddress"] == ODD, info
    )
    core_refused(
        "core: an unknown backend", "NotFoundBackend", 400, lambda: call("DescribeBackendInfo", {"BackendId": "0" * 32})
    )
    core_refused("core: an unknown action", "InvalidAction.NotFound", 404, lambda: call("DescribeNothing", {}))
    # the SDK detects a wrong secret by comparing the strings to sign
    core_refused(
        "core: a wrong secret", "InvalidAccessKeySecret", 400,
        lambda: call("DescribeBackendInfo", {"BackendId": ORDERS}, AccessKeyCredential("root", "guess")),
    )
    role = StsTokenCredential("STS.role", "role-secret", "role+token/=")
    check("core: a security token", call("DescribeBackendList", {}, role)["TotalCount"] == 2, None)
    core_refused(
        "core: a wrong security token", "InvalidSecurityToken.MismatchWithAccessKey", 400,
        lambda: call("DescribeBackendList", {}, StsTokenCredential("STS.role", "role-secret", "another")),
    )
    check("core: GetCallerIdentity", call("GetCallerIdentity", {}, version="2015-04-01")["AccountId"] == ACCOUNT, None)


for part in (product_sdk, credential_errors, sts, core_sdk, *native.PARTS):
    part()
print(f"{counts['passed']} passed, {counts['failed']} failed")
sys.exit(1 if counts["failed"] else 0)
