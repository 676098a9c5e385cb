package main

// Cloud-native API Gateway: each operation with valid and invalid requests. The Go module of its product SDK wraps the
// generic client, which is used here directly; alibaba-cloud-sdk-go signs ROA requests with HMAC-SHA1.

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	sdk "github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

const (
	gatewayID     = "gw-shop0000000000000000"
	environmentID = "env-shop0000000000000000"
	blue          = "svc-blue0000000000000000"
	green         = "svc-green000000000000000"
	busyService   = "svc-busy0000000000000000"
	shopAPI       = "api-shop0000000000000000"
	ordersRoute   = "hr-orders00000000000000"
	restAPI       = "api-rest0000000000000000"
	restOperation = "op-list0000000000000000"
)

type object = map[string]any

// call sends a ROA request and returns the response's data.
func call(secret, action, method, path string, query map[string]*string, body object) (object, error) {
	client, err := openapi.NewClient(&utils.Config{
		AccessKeyId: dara.String("root"), AccessKeySecret: dara.String(secret),
		Endpoint: dara.String(endpoint), Protocol: dara.String("http"), RegionId: dara.String(region),
	})
	if err != nil {
		panic(err)
	}
	params := &utils.Params{
		Action: dara.String(action), Version: dara.String("2024-03-27"), Protocol: dara.String("HTTP"),
		Pathname: dara.String(path), Method: dara.String(method), AuthType: dara.String("AK"), Style: dara.String("ROA"),
		ReqBodyType: dara.String("json"), BodyType: dara.String("json"),
	}
	request := &utils.OpenApiRequest{Query: query}
	if body != nil {
		request.Body = body
	}
	answer, err := client.CallApi(params, request, &dara.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	envelope, _ := answer["body"].(object)
	if envelope["code"] != "Ok" {
		return nil, fmt.Errorf("the code is %v", envelope["code"])
	}
	data, _ := envelope["data"].(object)
	return data, nil
}

func ask(action, method, path string, query map[string]*string, body object) (object, error) {
	return call("root-secret", action, method, path, query, body)
}

// items returns the names of a page's items.
func items(data object) string {
	list, _ := data["items"].([]any)
	names := make([]string, 0, len(list))
	for _, item := range list {
		one, _ := item.(object)
		names = append(names, fmt.Sprint(one["name"]))
	}
	return strings.Join(names, ",")
}

func single(service string) object {
	return object{"scene": "SingleService", "services": []object{{"serviceId": service, "port": 8080}}}
}

func nativeSDK() {
	nativeReads()
	nativeServices()
	nativeRoutes()
	nativeRefusals()
	nativeOlderSDK()
}

func nativeReads() {
	apis := "/v1/http-apis/"
	for _, page := range []struct {
		action, path, names string
		query               map[string]*string
	}{
		{"ListGateways", "/v1/gateways", "shop", map[string]*string{"name": dara.String("shop")}},
		{"ListServices", "/v1/services", "green", map[string]*string{"pageSize": dara.String("1"), "pageNumber": dara.String("2")}},
		{"ListHttpApis", "/v1/http-apis", "catalog", map[string]*string{"types": dara.String("Rest")}},
		{"ListHttpApiRoutes", apis + shopAPI + "/routes", "orders", nil},
		{"ListHttpApiRoutes", apis + shopAPI + "/routes", "", map[string]*string{"nameLike": dara.String("a b*~'(é)!")}},
		{"ListHttpApiOperations", apis + restAPI + "/operations", "list", nil},
		{"ListEnvironments", "/v1/environments", "default-" + gatewayID, nil},
		{"ListDomains", "/v1/domains", "api.example.com", nil},
	} {
		data, err := ask(page.action, "GET", page.path, page.query, nil)
		succeeds("native: "+page.action, err, func() bool { return items(data) == page.names }, data)
	}
	for _, one := range []struct{ action, path, id, name, code string }{
		{"GetGateway", "/v1/gateways/", gatewayID, "shop", "NotFound.GatewayNotFound"},
		{"GetService", "/v1/services/", blue, "blue", "NotFound.ServiceNotFound"},
		{"GetHttpApi", apis, shopAPI, "shop", "DatabaseError.RecordNotFound"},
		{"GetHttpApiRoute", apis + shopAPI + "/routes/", ordersRoute, "orders", "NotFound.RouteNotFound"},
		{"GetHttpApiOperation", apis + restAPI + "/operations/", restOperation, "list", "NotFound.OperationNotFound"},
		{"GetEnvironment", "/v1/environments/", environmentID, "default-" + gatewayID, "NotFound.EnvironmentNotFound"},
	} {
		data, err := ask(one.action, "GET", one.path+one.id, nil, nil)
		succeeds("native: "+one.action, err, func() bool { return data["name"] == one.name }, data)
		_, err = ask(one.action, "GET", one.path+"none", nil, nil)
		refused("native: "+one.action+", an unknown domain", one.code, 404, err)
	}
	domains, err := ask("ListDomains", "GET", "/v1/domains", nil, nil)
	list, _ := domains["items"].([]any)
	if err != nil || len(list) != 1 {
		check("native: GetDomain", false, err)
		return
	}
	domain, _ := list[0].(object)
	data, err := ask("GetDomain", "GET", fmt.Sprint("/v1/domains/", domain["domainId"]), nil, nil)
	succeeds("native: GetDomain", err, func() bool { return data["name"] == "api.example.com" }, data)
	_, err = ask("GetDomain", "GET", "/v1/domains/none", nil, nil)
	refused("native: GetDomain, an unknown domain", "NotFound.DomainNotFound", 404, err)
}

func nativeServices() {
	create := func() (string, error) {
		config := object{"name": "go", "addresses": []string{"10.0.0.9:80"}}
		data, err := ask("CreateService", "POST", "/v1/services", nil, object{
			"gatewayId": gatewayID, "sourceType": "VIP", "serviceConfigs": []object{config},
		})
		ids, _ := data["serviceIds"].([]any)
		if len(ids) != 1 {
			return "", err
		}
		return fmt.Sprint(ids[0]), err
	}
	id, err := create()
	succeeds("native: CreateService", err, func() bool { return strings.HasPrefix(id, "svc-") }, id)
	_, err = create()
	refused("native: CreateService, a duplicate name", "Conflict.ServiceExisted", 409, err)
	path := "/v1/services/" + id
	_, err = ask("UpdateService", "PUT", path, nil, object{"addresses": []string{"10.0.0.8:80"}})
	succeeds("native: UpdateService", err, func() bool { return true }, nil)
	data, err := ask("GetService", "GET", path, nil, nil)
	succeeds("native: UpdateService, GetService", err, func() bool { return fmt.Sprint(data["addresses"]) == "[10.0.0.8:80]" }, data)
	_, err = ask("UpdateService", "PUT", path, nil, object{"addresses": []string{"nothing"}})
	refused("native: UpdateService, an invalid address", "InvalidParameter", 400, err)
	_, err = ask("UpdateService", "PUT", "/v1/services/"+busyService, nil, object{})
	refused("native: UpdateService, a lock", "Conflict.LockFailed", 409, err)
	_, err = ask("DeleteService", "DELETE", path, nil, nil)
	succeeds("native: DeleteService", err, func() bool { return true }, nil)
	_, err = ask("DeleteService", "DELETE", "/v1/services/"+blue, nil, nil)
	refused("native: DeleteService, in use", "Conflict.ServiceInUse", 409, err)
}

func nativeRoutes() {
	api := "/v1/http-apis/" + shopAPI
	match := object{"path": object{"type": "Exact", "value": "/go"}}
	body := object{"name": "go", "match": match, "backendConfig": single(blue)}
	data, err := ask("CreateHttpApiRoute", "POST", api+"/routes", nil, body)
	id := fmt.Sprint(data["routeId"])
	succeeds("native: CreateHttpApiRoute", err, func() bool { return strings.HasPrefix(id, "hr-") }, data)
	_, err = ask("CreateHttpApiRoute", "POST", api+"/routes", nil, body)
	refused("native: CreateHttpApiRoute, a duplicate name", "Conflict.RouteExisted", 409, err)
	path := api + "/routes/" + id
	shows := func(name, status string) {
		route, err := ask("GetHttpApiRoute", "GET", path, nil, nil)
		succeeds(name, err, func() bool { return route["deployStatus"] == status }, route)
	}
	shows("native: GetHttpApiRoute, not deployed", "NotDeployed")
	data, err = ask("DeployHttpApi", "POST", api+"/deploy", nil, object{"routeId": id})
	succeeds("native: DeployHttpApi", err, func() bool { return data["httpApiId"] == shopAPI }, data)
	shows("native: GetHttpApiRoute, deployed", "Deployed")
	_, err = ask("DeployHttpApi", "POST", api+"/deploy", nil, object{"routeId": "none"})
	refused("native: DeployHttpApi, an unknown route", "NotFound.RouteNotFound", 404, err)
	_, err = ask("UpdateHttpApiRoute", "PUT", path, nil, object{"match": match, "backendConfig": single(green), "description": "é"})
	succeeds("native: UpdateHttpApiRoute", err, func() bool { return true }, nil)
	shows("native: GetHttpApiRoute, saved", "DeployedWithChanges")
	_, err = ask("UpdateHttpApiRoute", "PUT", path, nil, object{"match": match, "backendConfig": single("none")})
	refused("native: UpdateHttpApiRoute, an unknown service", "NotFound.ServiceNotFound", 404, err)
	_, err = ask("UndeployHttpApi", "POST", api+"/undeploy", nil, object{"routeId": id})
	succeeds("native: UndeployHttpApi", err, func() bool { return true }, nil)
	_, err = ask("UndeployHttpApi", "POST", api+"/undeploy", nil, object{"routeId": "none"})
	refused("native: UndeployHttpApi, an unknown route", "NotFound.RouteNotFound", 404, err)
	_, err = ask("DeleteHttpApiRoute", "DELETE", path, nil, nil)
	succeeds("native: DeleteHttpApiRoute", err, func() bool { return true }, nil)
	_, err = ask("DeleteHttpApiRoute", "DELETE", path, nil, nil)
	refused("native: DeleteHttpApiRoute, an unknown route", "NotFound.RouteNotFound", 404, err)
	rest := object{"restApiConfig": object{"gatewayId": gatewayID}}
	data, err = ask("DeployHttpApi", "POST", "/v1/http-apis/"+restAPI+"/deploy", nil, rest)
	succeeds("native: DeployHttpApi of Rest", err, func() bool { return data["httpApiId"] == restAPI }, data)
}

func nativeRefusals() {
	path := "/v1/services/" + blue
	_, err := call("guess", "GetService", "GET", path, nil, nil)
	refused("native: a wrong secret", "SignatureDoesNotMatch", 400, err)
	said := fmt.Sprint(err)
	check("native: a wrong secret, the string the server signed",
		strings.Contains(said, "server CanonicalRequest is [GET") && strings.Contains(said, path), said)
	_, err = ask("ListGateways", "GET", path, nil, nil)
	refused("native: an action of another path", "InvalidAction.NotFound", 404, err)
	_, err = ask("GetService", "GET", "/v1/services/"+busyService, nil, nil)
	refused("native: throttling", "Throttling.User", 400, err)
}

// nativeOlderSDK covers the older SDK, which signs with HMAC-SHA1.
func nativeOlderSDK() {
	older := func(secret, method, path string, query map[string]string, body string) (object, error) {
		client, err := sdk.NewClientWithAccessKey(region, "root", secret)
		if err != nil {
			panic(err)
		}
		request := requests.NewCommonRequest()
		request.Method, request.Scheme, request.Domain = method, "http", endpoint
		request.Version, request.PathPattern = "2024-03-27", path
		for name, value := range query {
			request.QueryParams[name] = value
		}
		if body != "" {
			request.SetContent([]byte(body))
			request.SetContentType("application/json")
		}
		response, err := client.ProcessCommonRequest(request)
		if err != nil {
			return nil, err
		}
		envelope := object{}
		if err := json.Unmarshal(response.GetHttpContentBytes(), &envelope); err != nil {
			return nil, err
		}
		data, isData := envelope["data"].(object)
		if !isData && envelope["code"] != "Ok" {
			return nil, errors.New(response.GetHttpContentString())
		}
		return data, nil
	}
	path := "/v1/services/" + green
	_, err := older("root-secret", "PUT", path, nil, `{"addresses":["green-3.internal:8080"]}`)
	succeeds("native, older SDK: UpdateService", err, func() bool { return true }, nil)
	data, err := older("root-secret", "GET", path, nil, "")
	succeeds("native, older SDK: GetService", err, func() bool { return fmt.Sprint(data["addresses"]) == "[green-3.internal:8080]" }, data)
	page := map[string]string{"pageSize": "1", "pageNumber": "2"}
	data, err = older("root-secret", "GET", "/v1/services", page, "")
	succeeds("native, older SDK: ListServices, a page", err, func() bool { return items(data) == "green" }, data)
	_, err = older("guess", "GET", path, nil, "")
	refused("native, older SDK: a wrong secret", "SignatureDoesNotMatch", 400, err)
}
