// Runs the official Go SDKs against the emulator: each operation with valid and invalid requests.
//
//	node emulator/clients/main.ts go run -C emulator/clients/go .
//
// The product SDK signs with HMAC-SHA1, the generic client of the newer SDKs (darabonba-openapi) with ACS3-HMAC-SHA256.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/cloudapi"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"
)

const (
	orders   = "20bcdc9453524b78a8beb1f6de21edb7"
	busy     = "739b68751c0b4e899e04d0c92b6d0be7"
	nothing  = "00000000000000000000000000000000"
	account  = "1234567890123456"
	provider = "acs:ram::" + account + ":oidc-provider/github"
	role     = "acs:ram::" + account + ":role/deploy"
	region   = "cn-hangzhou"
	data     = `{"ServiceAddress":"http://10.0.0.2:8080"}`
	// characters that encoders treat differently
	odd = "http://10.0.0.1:8080/a b*~'(é)!"
)

var (
	endpoint       = os.Getenv("EMULATOR_ENDPOINT")
	passed, failed int
)

func check(name string, holds bool, seen any) {
	if holds {
		passed++
		fmt.Println("ok   ", name)
		return
	}
	failed++
	fmt.Printf("FAIL  %s: %v\n", name, seen)
}

// succeeds checks that a call succeeded and that its response is as expected.
func succeeds(name string, err error, holds func() bool, seen any) {
	if err != nil {
		check(name, false, err)
		return
	}
	check(name, holds(), seen)
}

// refused checks the error of a call that is expected to fail.
func refused(name, code string, status int, err error) {
	var server *sdkerrors.ServerError
	var generic *tea.SDKError
	switch {
	case errors.As(err, &server):
		check(name, server.ErrorCode() == code && server.HttpStatus() == status, server.Error())
	case errors.As(err, &generic):
		check(name, tea.StringValue(generic.Code) == code && tea.IntValue(generic.StatusCode) == status, generic)
	default:
		check(name, false, err)
	}
}

// toEmulator points a request of the product SDK at the emulator.
func toEmulator[R requests.AcsRequest](request R) R {
	request.SetDomain(endpoint)
	request.SetScheme("http")
	return request
}

func productClient(key, secret string) *cloudapi.Client {
	client, err := cloudapi.NewClientWithAccessKey(region, key, secret)
	if err != nil {
		panic(err)
	}
	return client
}

func createBackend(client *cloudapi.Client, name, kind string) (*cloudapi.CreateBackendResponse, error) {
	request := toEmulator(cloudapi.CreateCreateBackendRequest())
	request.BackendName, request.BackendType = name, kind
	return client.CreateBackend(request)
}

func createModel(client *cloudapi.Client, backend, stage string) (*cloudapi.CreateBackendModelResponse, error) {
	request := toEmulator(cloudapi.CreateCreateBackendModelRequest())
	request.BackendId, request.BackendType, request.StageName, request.BackendModelData = backend, "HTTP", stage, data
	return client.CreateBackendModel(request)
}

func modifyModel(client *cloudapi.Client, backend, stage, definition string) (*cloudapi.ModifyBackendModelResponse, error) {
	request := toEmulator(cloudapi.CreateModifyBackendModelRequest())
	request.BackendId, request.StageName, request.BackendModelData = backend, stage, definition
	return client.ModifyBackendModel(request)
}

func describeInfo(client *cloudapi.Client, backend string) (*cloudapi.DescribeBackendInfoResponse, error) {
	request := toEmulator(cloudapi.CreateDescribeBackendInfoRequest())
	request.BackendId = backend
	return client.DescribeBackendInfo(request)
}

func describeList(client *cloudapi.Client, name, page string) (*cloudapi.DescribeBackendListResponse, error) {
	request := toEmulator(cloudapi.CreateDescribeBackendListRequest())
	request.BackendName, request.PageNumber = name, requests.Integer(page)
	return client.DescribeBackendList(request)
}

func describeApis(client *cloudapi.Client, backend string) (*cloudapi.DescribeApisByBackendResponse, error) {
	request := toEmulator(cloudapi.CreateDescribeApisByBackendRequest())
	request.BackendId, request.StageName, request.PageSize, request.PageNumber = backend, "RELEASE", "1", "2"
	return client.DescribeApisByBackend(request)
}

func describeTask(client *cloudapi.Client, operation string) (*cloudapi.DescribeUpdateBackendTaskResponse, error) {
	request := toEmulator(cloudapi.CreateDescribeUpdateBackendTaskRequest())
	request.OperationUid = operation
	return client.DescribeUpdateBackendTask(request)
}

func modifyBackend(client *cloudapi.Client, backend, name, kind string) (*cloudapi.ModifyBackendResponse, error) {
	request := toEmulator(cloudapi.CreateModifyBackendRequest())
	request.BackendId, request.BackendName, request.BackendType = backend, name, kind
	return client.ModifyBackend(request)
}

func deleteModel(client *cloudapi.Client, backend, stage, model string) (*cloudapi.DeleteBackendModelResponse, error) {
	request := toEmulator(cloudapi.CreateDeleteBackendModelRequest())
	request.BackendId, request.StageName, request.BackendModelId = backend, stage, model
	return client.DeleteBackendModel(request)
}

func deleteBackend(client *cloudapi.Client, backend string) (*cloudapi.DeleteBackendResponse, error) {
	request := toEmulator(cloudapi.CreateDeleteBackendRequest())
	request.BackendId = backend
	return client.DeleteBackend(request)
}

func productSDK() {
	client := productClient("root", "root-secret")

	created, err := createBackend(client, "go", "HTTP")
	succeeds("CreateBackend", err, func() bool { return len(created.BackendId) == 32 }, created)
	backend := created.BackendId
	_, err = createBackend(client, "go", "HTTP")
	refused("CreateBackend, a duplicate name", "DuplicateBackendName", 400, err)

	model, err := createModel(client, backend, "TEST")
	succeeds("CreateBackendModel", err, func() bool { return len(model.BackendModelId) == 32 }, model)
	_, err = createModel(client, backend, "TEST")
	refused("CreateBackendModel, a duplicate stage", "DuplicateBackendModel", 400, err)

	_, err = modifyModel(client, backend, "TEST", fmt.Sprintf("{%q:%q}", "ServiceAddress", odd))
	succeeds("ModifyBackendModel", err, func() bool { return true }, nil)
	info, err := describeInfo(client, backend)
	succeeds("DescribeBackendInfo", err, func() bool {
		models := info.BackendInfo.BackendModels
		return len(models) == 1 && models[0].BackendConfig.ServiceAddress == odd
	}, info.GetHttpContentString())
	_, err = modifyModel(client, backend, "TEST", "{")
	refused("ModifyBackendModel, invalid JSON", "InvalidBackendModelData", 400, err)
	_, err = modifyModel(client, backend, "PRE", data)
	refused("ModifyBackendModel, a stage without a definition", "NotFoundBackendModel", 400, err)
	_, err = describeInfo(client, nothing)
	refused("DescribeBackendInfo, an unknown backend", "NotFoundBackend", 400, err)

	_, err = modifyBackend(client, backend, "go-2", "HTTP")
	succeeds("ModifyBackend", err, func() bool { return true }, nil)
	_, err = modifyBackend(client, backend, "go-2", "VPC")
	refused("ModifyBackend, a different type", "InvalidBackendType", 400, err)
	list, err := describeList(client, "go*", "1")
	succeeds("DescribeBackendList", err, func() bool {
		return list.TotalCount == 1 && list.BackendInfoList[0].BackendName == "go-2"
	}, list.GetHttpContentString())
	_, err = describeList(client, "go*", "0")
	refused("DescribeBackendList, page 0", "InvalidPageNumber", 400, err)

	apis, err := describeApis(client, orders)
	succeeds("DescribeApisByBackend, a page", err, func() bool {
		return apis.TotalCount == 2 && apis.ApiInfoList.ApiInfo[0].ApiName == "get-order"
	}, apis.GetHttpContentString())
	_, err = describeApis(client, nothing)
	refused("DescribeApisByBackend, an unknown backend", "NotFoundBackend", 400, err)

	written, err := modifyModel(client, orders, "RELEASE", data)
	succeeds("ModifyBackendModel, published", err, func() bool { return len(written.OperationId) == 32 }, written)
	task, err := describeTask(client, written.OperationId)
	succeeds("DescribeUpdateBackendTask", err, func() bool {
		rows := task.ApiUpdateBackendResults.ApiUpdateBackendResult
		return len(rows) == 2 && rows[0].UpdateStatus == "OVER"
	}, task.GetHttpContentString())
	_, err = describeTask(client, nothing)
	refused("DescribeUpdateBackendTask, an unknown task", "NotFoundOperationUid", 400, err)

	_, err = deleteBackend(client, backend)
	refused("DeleteBackend, in use", "DependencyViolationBackend", 400, err)
	_, err = deleteModel(client, backend, "", nothing)
	refused("DeleteBackendModel, an unknown model", "NotFoundBackendModel", 400, err)
	deleted, err := deleteModel(client, backend, "TEST", model.BackendModelId)
	succeeds("DeleteBackendModel", err, func() bool { return len(deleted.OperationId) == 32 }, deleted)
	_, err = deleteBackend(client, backend)
	succeeds("DeleteBackend", err, func() bool { return true }, nil)
	_, err = deleteBackend(client, backend)
	refused("DeleteBackend, an unknown backend", "NotFoundBackend", 400, err)
}

func refusalsOfKeys() {
	_, err := describeInfo(productClient("root", "guess"), orders)
	refused("a wrong secret", "SignatureDoesNotMatch", 400, err)
	// the SDK detects a wrong secret by comparing the server's string to sign with its own
	var server *sdkerrors.ServerError
	wrongSecret := errors.As(err, &server) && strings.Contains(server.Recommend(), "InvalidAccessKeySecret")
	check("a wrong secret, as the SDK reports it", wrongSecret, err)
	_, err = describeInfo(productClient("nobody", "guess"), orders)
	refused("an unknown key", "InvalidAccessKeyId.NotFound", 404, err)
	_, err = describeInfo(productClient("disabled", "disabled-secret"), orders)
	refused("a disabled key", "InvalidAccessKeyId.Inactive", 400, err)
	_, err = describeInfo(productClient("STS.role", "role-secret"), orders)
	refused("no security token", "MissingSecurityToken", 400, err)
	withToken, err := cloudapi.NewClientWithStsToken(region, "STS.role", "role-secret", "role+token/=")
	if err != nil {
		panic(err)
	}
	info, err := describeInfo(withToken, orders)
	succeeds("a security token", err, func() bool { return info.BackendInfo.BackendName == "orders" }, info)
	_, err = deleteBackend(productClient("reader", "reader-secret"), orders)
	refused("a write that is not allowed", "NoPermission", 403, err)
	_, err = describeInfo(productClient("root", "root-secret"), busy)
	refused("throttling", "Throttling.User", 400, err)
	if errors.As(err, &server) {
		header := ""
		for name, values := range server.RespHeaders {
			if strings.EqualFold(name, "x-acs-retry-after") {
				header = strings.Join(values, ",")
			}
		}
		check("throttling, retry after", header == "1500", server.RespHeaders)
	}
}

func stsSDK() {
	client, err := sts.NewClientWithAccessKey(region, "root", "root-secret")
	if err != nil {
		panic(err)
	}
	identity, err := client.GetCallerIdentity(toEmulator(sts.CreateGetCallerIdentityRequest()))
	succeeds("GetCallerIdentity", err, func() bool { return identity.AccountId == account }, identity)
	wrong, err := sts.NewClientWithAccessKey(region, "root", "guess")
	if err != nil {
		panic(err)
	}
	_, err = wrong.GetCallerIdentity(toEmulator(sts.CreateGetCallerIdentityRequest()))
	refused("GetCallerIdentity, a wrong secret", "SignatureDoesNotMatch", 400, err)

	assume := func(token, arn string) (*sts.AssumeRoleWithOIDCResponse, error) {
		request := toEmulator(sts.CreateAssumeRoleWithOIDCRequest())
		request.OIDCProviderArn, request.RoleArn = provider, arn
		request.OIDCToken, request.RoleSessionName = token, "go"
		return client.AssumeRoleWithOIDC(request)
	}
	good := os.Getenv("EMULATOR_OIDC_TOKEN")
	assumed, err := assume(good, role)
	succeeds("AssumeRoleWithOIDC", err, func() bool { return assumed.AssumedRoleUser.Arn == "acs:ram::"+account+":role/deploy/go" }, assumed)
	_, err = assume(os.Getenv("EMULATOR_OIDC_TOKEN_OTHER_AUDIENCE"), role)
	refused("AssumeRoleWithOIDC, a wrong audience", "AuthenticationFail.OIDCToken.AudienceNotMatch", 401, err)
	_, err = assume(good, role+"x")
	refused("AssumeRoleWithOIDC, an unknown role", "AuthenticationFail.NoPermission", 401, err)
}

// genericSDK covers the generic client of the newer SDKs.
func genericSDK() {
	ask := func(secret, action string, query map[string]*string) (map[string]interface{}, error) {
		client, err := openapi.NewClient(&utils.Config{
			AccessKeyId:     dara.String("root"),
			AccessKeySecret: dara.String(secret),
			Endpoint:        dara.String(endpoint),
			Protocol:        dara.String("HTTP"),
		})
		if err != nil {
			panic(err)
		}
		params := &utils.Params{
			Action: dara.String(action), Version: dara.String("2016-07-14"), Protocol: dara.String("HTTP"),
			Pathname: dara.String("/"), Method: dara.String("POST"), AuthType: dara.String("AK"), Style: dara.String("RPC"),
			ReqBodyType: dara.String("formData"), BodyType: dara.String("json"),
		}
		return client.CallApi(params, &utils.OpenApiRequest{Query: query}, &dara.RuntimeOptions{})
	}
	read := map[string]*string{"BackendId": dara.String(orders)}
	answer, err := ask("root-secret", "DescribeBackendInfo", read)
	succeeds("generic: DescribeBackendInfo", err, func() bool { return answer["statusCode"] != nil && answer["body"] != nil }, answer)
	definition := fmt.Sprintf("{%q:%q}", "ServiceAddress", odd)
	_, err = ask("root-secret", "ModifyBackendModel", map[string]*string{
		"BackendId": dara.String(orders), "StageName": dara.String("RELEASE"), "BackendModelData": &definition,
	})
	succeeds("generic: ModifyBackendModel", err, func() bool { return true }, nil)
	_, err = ask("root-secret", "DescribeBackendInfo", map[string]*string{"BackendId": dara.String(nothing)})
	refused("generic: an unknown backend", "NotFoundBackend", 400, err)
	_, err = ask("root-secret", "DescribeNothing", nil)
	refused("generic: an unknown action", "InvalidAction.NotFound", 404, err)
	_, err = ask("guess", "DescribeBackendInfo", read)
	refused("generic: a wrong secret", "SignatureDoesNotMatch", 400, err)
	said := fmt.Sprint(err)
	check("generic: a wrong secret, the string the server signed",
		strings.Contains(said, "server StringToSign is [ACS3-HMAC-SHA256") && !strings.Contains(said, "root-secret"), said)
	_, err = ask("root-secret", "DescribeBackendInfo", map[string]*string{"BackendId": dara.String(busy)})
	refused("generic: throttling", "Throttling.User", 400, err)
}

func main() {
	productSDK()
	refusalsOfKeys()
	stsSDK()
	genericSDK()
	nativeSDK()
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
