"""Runs the official Python SDKs against Cloud-native API Gateway: each operation with valid and invalid requests.

The product SDK signs with ACS3-HMAC-SHA256, aliyun-python-sdk-core in the ROA style with HMAC-SHA1.
"""

import json

from alibabacloud_apig20240327 import models
from alibabacloud_apig20240327.client import Client
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import AccessKeyCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest

from checks import ENDPOINT, check, config, error_of, refused

GATEWAY = "gw-shop0000000000000000"
ENVIRONMENT = "env-shop0000000000000000"
BLUE = "svc-blue0000000000000000"
GREEN = "svc-green000000000000000"
BUSY = "svc-busy0000000000000000"
API = "api-shop0000000000000000"
ROUTE = "hr-orders00000000000000"
REST = "api-rest0000000000000000"
OPERATION = "op-list0000000000000000"
# characters that encoders treat differently
ODD = "a b*~'(é)!"


def backend(service):
    return {"scene": "SingleService", "services": [{"serviceId": service, "port": 8080}]}


def product_sdk():
    client = Client(config())
    gateways_and_services(client)
    routes(client)
    rest(client)


def gateways_and_services(client):
    found = client.list_gateways(models.ListGatewaysRequest(name="shop")).body.data
    check("ListGateways", [one.gateway_id for one in found.items] == [GATEWAY] and found.total_size == 1, found.to_map())
    gateway = client.get_gateway(GATEWAY).body
    check("GetGateway", gateway.code == "Ok" and gateway.data.environments[0].environment_id == ENVIRONMENT, gateway)
    refused("GetGateway, an unknown gateway", "NotFound.GatewayNotFound", 404, lambda: client.get_gateway("gw-none"))
    found = client.list_environments(models.ListEnvironmentsRequest(gateway_id=GATEWAY)).body.data.items
    check("ListEnvironments", [one.environment_id for one in found] == [ENVIRONMENT], found)
    environment = client.get_environment(ENVIRONMENT, models.GetEnvironmentRequest()).body.data
    check("GetEnvironment", environment.gateway_info.gateway_id == GATEWAY, environment.to_map())
    refused(
        "GetEnvironment, an unknown environment", "NotFound.EnvironmentNotFound", 404,
        lambda: client.get_environment("env-none", models.GetEnvironmentRequest()),
    )
    found = client.list_domains(models.ListDomainsRequest(name_like="api")).body.data.items
    check("ListDomains", [one.name for one in found] == ["api.example.com"], found)
    domain = client.get_domain(found[0].domain_id, models.GetDomainRequest()).body.data
    check("GetDomain", domain.name == "api.example.com" and domain.updatetimestamp > 0, domain.to_map())
    refused(
        "GetDomain, an unknown domain", "NotFound.DomainNotFound", 404,
        lambda: client.get_domain("d-none", models.GetDomainRequest()),
    )

    def create(name):
        service = models.CreateServiceRequestServiceConfigs(name=name, addresses=["10.0.0.9:80"])
        request = models.CreateServiceRequest(gateway_id=GATEWAY, source_type="VIP", service_configs=[service])
        return client.create_service(request).body.data.service_ids[0]

    service = create("python")
    check("CreateService", service.startswith("svc-"), service)
    refused("CreateService, a duplicate name", "Conflict.ServiceExisted", 409, lambda: create("python"))
    found = client.list_services(models.ListServicesRequest(gateway_id=GATEWAY, name="python")).body.data
    check("ListServices", [one.service_id for one in found.items] == [service], found.to_map())
    refused(
        "ListServices, page 0", "InvalidParameter", 400,
        lambda: client.list_services(models.ListServicesRequest(page_number=0)),
    )
    client.update_service(service, models.UpdateServiceRequest(addresses=["10.0.0.8:80", "10.0.0.9:80"]))
    read = client.get_service(service).body.data
    check("UpdateService, GetService", read.addresses == ["10.0.0.8:80", "10.0.0.9:80"], read.to_map())
    refused(
        "UpdateService, an invalid address", "InvalidParameter", 400,
        lambda: client.update_service(service, models.UpdateServiceRequest(addresses=["nothing"])),
    )
    refused(
        "UpdateService, a lock", "Conflict.LockFailed", 409,
        lambda: client.update_service(BUSY, models.UpdateServiceRequest(addresses=["10.0.0.8:80"])),
    )
    client.delete_service(service)
    refused("DeleteService, GetService", "NotFound.ServiceNotFound", 404, lambda: client.get_service(service))
    refused("DeleteService, in use", "Conflict.ServiceInUse", 409, lambda: client.delete_service(BLUE))


def routes(client):
    found = client.list_http_apis(models.ListHttpApisRequest(gateway_id=GATEWAY)).body.data.items
    ids = [one.versioned_http_apis[0].http_api_id for one in found]
    check("ListHttpApis", ids == [API, REST], ids)
    api = client.get_http_api(API, models.GetHttpApiRequest()).body.data
    check("GetHttpApi", api.name == "shop" and api.gateway_id == GATEWAY, api.to_map())
    refused("GetHttpApi, an unknown API", "DatabaseError.RecordNotFound", 404, lambda: client.get_http_api("api-none", models.GetHttpApiRequest()))

    def listed(**query):
        page = client.list_http_api_routes(API, models.ListHttpApiRoutesRequest(**query)).body.data
        return [one.name for one in page.items]

    check("ListHttpApiRoutes", listed(backend_service_name="blue") == ["orders"], listed())
    check("ListHttpApiRoutes, special characters", listed(name_like=ODD) == [], listed(name_like=ODD))

    match = models.HttpRouteMatch(path=models.HttpRouteMatchPath(type="Exact", value="/python"))
    created = client.create_http_api_route(
        API,
        models.CreateHttpApiRouteRequest(
            name="python", match=match,
            backend_config=models.CreateHttpApiRouteRequestBackendConfig().from_map(backend(BLUE)),
        ),
    ).body.data.route_id

    def read():
        return client.get_http_api_route(API, created).body.data

    check("CreateHttpApiRoute, GetHttpApiRoute", read().deploy_status == "NotDeployed", read().to_map())
    check("GetHttpApiRoute, the match", read().match.path.value == "/python", read().to_map())
    refused(
        "CreateHttpApiRoute, a duplicate name", "Conflict.RouteExisted", 409,
        lambda: client.create_http_api_route(API, models.CreateHttpApiRouteRequest(name="python")),
    )
    refused("GetHttpApiRoute, an unknown route", "NotFound.RouteNotFound", 404, lambda: client.get_http_api_route(API, "hr-none"))

    def deploy(route):
        return client.deploy_http_api(API, models.DeployHttpApiRequest(route_id=route)).body.data.http_api_id

    check("DeployHttpApi", deploy(created) == API and read().deploy_status == "Deployed", read().to_map())
    refused("DeployHttpApi, an unknown route", "NotFound.RouteNotFound", 404, lambda: deploy("hr-none"))

    def update(config):
        request = models.UpdateHttpApiRouteRequest(
            match=match, description=ODD,
            backend_config=models.UpdateHttpApiRouteRequestBackendConfig().from_map(config),
        )
        return client.update_http_api_route(API, created, request).body

    check("UpdateHttpApiRoute", update(backend(GREEN)).code == "Ok", None)
    saved = read()
    check(
        "UpdateHttpApiRoute, GetHttpApiRoute",
        (saved.deploy_status, saved.description, saved.backend.services[0].service_id)
        == ("DeployedWithChanges", ODD, GREEN),
        saved.to_map(),
    )
    split = [{"serviceId": BLUE, "weight": 90}, {"serviceId": GREEN, "weight": 20}]
    refused(
        "UpdateHttpApiRoute, weights", "InvalidParameter", 400,
        lambda: update({"scene": "MultiServiceByRatio", "services": split}),
    )
    client.undeploy_http_api(API, models.UndeployHttpApiRequest(route_id=created))
    check("UndeployHttpApi", read().deploy_status == "NotDeployed", read().to_map())
    refused(
        "UndeployHttpApi, an unknown route", "NotFound.RouteNotFound", 404,
        lambda: client.undeploy_http_api(API, models.UndeployHttpApiRequest(route_id="hr-none")),
    )
    client.delete_http_api_route(API, created)
    refused("DeleteHttpApiRoute", "NotFound.RouteNotFound", 404, lambda: client.delete_http_api_route(API, created))


def rest(client):
    api = client.get_http_api(REST, models.GetHttpApiRequest()).body.data
    check("GetHttpApi of Rest", api.environments[0].service_configs[0].service_id == BLUE, api.to_map())
    found = client.list_http_api_operations(REST, models.ListHttpApiOperationsRequest()).body.data.items
    check("ListHttpApiOperations", [one.operation_id for one in found] == [OPERATION], found)
    operation = client.get_http_api_operation(REST, OPERATION).body.data
    check("GetHttpApiOperation", operation.path == "/items" and operation.status == "Deployed", operation.to_map())
    refused(
        "GetHttpApiOperation, an unknown operation", "NotFound.OperationNotFound", 404,
        lambda: client.get_http_api_operation(REST, "op-none"),
    )

    def deploy(gateway):
        config = models.DeployHttpApiRequestRestApiConfig(gateway_id=gateway)
        return client.deploy_http_api(REST, models.DeployHttpApiRequest(rest_api_config=config)).body

    check("DeployHttpApi of Rest", deploy(GATEWAY).data.http_api_id == REST, None)
    refused("DeployHttpApi of Rest, an unknown gateway", "NotFound.GatewayNotFound", 404, lambda: deploy("gw-none"))


def errors():
    def call(**keys):
        return Client(config(**keys)).get_service(BLUE).body.data

    error = refused("apig: a wrong secret", "SignatureDoesNotMatch", 400, lambda: call(secret="guess"))
    check(
        "apig: a wrong secret, the string the server signed",
        f"server CanonicalRequest is [GET\n/v1/services/{BLUE}\n" in error.message,
        error.message,
    )
    refused("apig: an unknown key", "InvalidAccessKeyId.NotFound", 404, lambda: call(key="nobody"))
    role = {"key": "STS.role", "secret": "role-secret"}
    check("apig: a security token", call(**role, token="role+token/=").name == "blue", None)
    refused("apig: no security token", "MissingSecurityToken", 400, lambda: call(**role))
    reader = Client(config(key="reader", secret="reader-secret"))
    check("apig: a read that is allowed", reader.get_service(BLUE).body.code == "Ok", None)
    error = refused(
        "apig: a write that is not allowed", "NoPermission", 403,
        lambda: reader.update_service(BLUE, models.UpdateServiceRequest(addresses=["10.0.0.8:80"])),
    )
    detail = getattr(error, "access_denied_detail", None) or {}
    check("apig: a write that is not allowed, in detail", detail.get("AuthAction") == "apig:UpdateService", detail)
    error = refused("apig: throttling", "Throttling.User", 400, lambda: Client(config()).get_service(BUSY))
    check("apig: throttling, retry after", getattr(error, "retry_after", None) == 1500, error)


def core_sdk():
    def call(method, path, query=None, body=None, secret="root-secret"):
        client = AcsClient(region_id="cn-hangzhou", credential=AccessKeyCredential("root", secret))
        request = CommonRequest(domain=ENDPOINT, version="2024-03-27", uri_pattern=path)
        request.set_protocol_type("http")
        request.set_method(method)
        for name, value in (query or {}).items():
            request.add_query_param(name, value)
        if body is not None:
            request.set_content(json.dumps(body).encode())
            request.set_content_type("application/json")
        return json.loads(client.do_action_with_exception(request))

    def core_refused(name, code, status, run):
        error = error_of(run)
        seen = (error.get_error_code(), error.get_http_status()) if isinstance(error, ServerException) else error
        check(name, seen == (code, status), seen)

    service = f"/v1/services/{GREEN}"
    check("core, ROA: GetService", call("GET", service)["data"]["name"] == "green", None)
    updated = call("PUT", service, body={"addresses": ["green-2.internal:8080"]})
    check("core, ROA: UpdateService", updated["code"] == "Ok", updated)
    check("core, ROA: the written value", call("GET", service)["data"]["addresses"] == ["green-2.internal:8080"], None)
    page = call("GET", "/v1/services", {"gatewayId": GATEWAY, "pageSize": "1", "pageNumber": "2"})["data"]
    check("core, ROA: ListServices, a page", [one["name"] for one in page["items"]] == ["green"], page)
    core_refused(
        "core, ROA: a wrong secret", "SignatureDoesNotMatch", 400, lambda: call("GET", service, secret="guess")
    )


PARTS = (product_sdk, errors, core_sdk)
