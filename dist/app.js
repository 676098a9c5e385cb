/******/ var __webpack_modules__ = ({

/***/ 4929:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.InterceptorContextResponse = exports.InterceptorContextConfiguration = exports.InterceptorContextRequest = exports.AttributeMap = exports.InterceptorContext = void 0;
// This file is auto-generated, don't edit it
const credentials_1 = __importDefault(__nccwpck_require__(1177));
const $tea = __importStar(__nccwpck_require__(7907));
class InterceptorContext extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            request: 'request',
            configuration: 'configuration',
            response: 'response',
        };
    }
    static types() {
        return {
            request: InterceptorContextRequest,
            configuration: InterceptorContextConfiguration,
            response: InterceptorContextResponse,
        };
    }
}
exports.InterceptorContext = InterceptorContext;
class AttributeMap extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            attributes: 'attributes',
            key: 'key',
        };
    }
    static types() {
        return {
            attributes: { 'type': 'map', 'keyType': 'string', 'valueType': 'any' },
            key: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
        };
    }
}
exports.AttributeMap = AttributeMap;
class InterceptorContextRequest extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            headers: 'headers',
            query: 'query',
            body: 'body',
            stream: 'stream',
            hostMap: 'hostMap',
            pathname: 'pathname',
            productId: 'productId',
            action: 'action',
            version: 'version',
            protocol: 'protocol',
            method: 'method',
            authType: 'authType',
            bodyType: 'bodyType',
            reqBodyType: 'reqBodyType',
            style: 'style',
            credential: 'credential',
            signatureVersion: 'signatureVersion',
            signatureAlgorithm: 'signatureAlgorithm',
            userAgent: 'userAgent',
        };
    }
    static types() {
        return {
            headers: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            query: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            body: 'any',
            stream: 'Readable',
            hostMap: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            pathname: 'string',
            productId: 'string',
            action: 'string',
            version: 'string',
            protocol: 'string',
            method: 'string',
            authType: 'string',
            bodyType: 'string',
            reqBodyType: 'string',
            style: 'string',
            credential: credentials_1.default,
            signatureVersion: 'string',
            signatureAlgorithm: 'string',
            userAgent: 'string',
        };
    }
}
exports.InterceptorContextRequest = InterceptorContextRequest;
class InterceptorContextConfiguration extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            regionId: 'regionId',
            endpoint: 'endpoint',
            endpointRule: 'endpointRule',
            endpointMap: 'endpointMap',
            endpointType: 'endpointType',
            network: 'network',
            suffix: 'suffix',
        };
    }
    static types() {
        return {
            regionId: 'string',
            endpoint: 'string',
            endpointRule: 'string',
            endpointMap: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            endpointType: 'string',
            network: 'string',
            suffix: 'string',
        };
    }
}
exports.InterceptorContextConfiguration = InterceptorContextConfiguration;
class InterceptorContextResponse extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            statusCode: 'statusCode',
            headers: 'headers',
            body: 'body',
            deserializedBody: 'deserializedBody',
        };
    }
    static types() {
        return {
            statusCode: 'number',
            headers: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            body: 'Readable',
            deserializedBody: 'any',
        };
    }
}
exports.InterceptorContextResponse = InterceptorContextResponse;
class Client {
    constructor() {
    }
}
exports["default"] = Client;
//# sourceMappingURL=client.js.map

/***/ }),

/***/ 7808:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.Params = exports.OpenApiRequest = exports.Config = exports.GlobalParameters = void 0;
// This file is auto-generated, don't edit it
/**
 * @remarks
 * This is for OpenApi SDK
 */
const tea_util_1 = __importDefault(__nccwpck_require__(8373));
const credentials_1 = __importStar(__nccwpck_require__(1177)), $Credential = credentials_1;
const openapi_util_1 = __importDefault(__nccwpck_require__(4019));
const $SPI = __importStar(__nccwpck_require__(4929));
const tea_xml_1 = __importDefault(__nccwpck_require__(1177));
const $tea = __importStar(__nccwpck_require__(7907));
class GlobalParameters extends $tea.Model {
    static names() {
        return {
            headers: 'headers',
            queries: 'queries',
        };
    }
    static types() {
        return {
            headers: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            queries: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
        };
    }
    constructor(map) {
        super(map);
    }
}
exports.GlobalParameters = GlobalParameters;
/**
 * @remarks
 * Model for initing client
 */
class Config extends $tea.Model {
    static names() {
        return {
            accessKeyId: 'accessKeyId',
            accessKeySecret: 'accessKeySecret',
            securityToken: 'securityToken',
            bearerToken: 'bearerToken',
            protocol: 'protocol',
            method: 'method',
            regionId: 'regionId',
            readTimeout: 'readTimeout',
            connectTimeout: 'connectTimeout',
            httpProxy: 'httpProxy',
            httpsProxy: 'httpsProxy',
            credential: 'credential',
            endpoint: 'endpoint',
            noProxy: 'noProxy',
            maxIdleConns: 'maxIdleConns',
            network: 'network',
            userAgent: 'userAgent',
            suffix: 'suffix',
            socks5Proxy: 'socks5Proxy',
            socks5NetWork: 'socks5NetWork',
            endpointType: 'endpointType',
            openPlatformEndpoint: 'openPlatformEndpoint',
            type: 'type',
            signatureVersion: 'signatureVersion',
            signatureAlgorithm: 'signatureAlgorithm',
            globalParameters: 'globalParameters',
            key: 'key',
            cert: 'cert',
            ca: 'ca',
            disableHttp2: 'disableHttp2',
            tlsMinVersion: 'tlsMinVersion',
        };
    }
    static types() {
        return {
            accessKeyId: 'string',
            accessKeySecret: 'string',
            securityToken: 'string',
            bearerToken: 'string',
            protocol: 'string',
            method: 'string',
            regionId: 'string',
            readTimeout: 'number',
            connectTimeout: 'number',
            httpProxy: 'string',
            httpsProxy: 'string',
            credential: credentials_1.default,
            endpoint: 'string',
            noProxy: 'string',
            maxIdleConns: 'number',
            network: 'string',
            userAgent: 'string',
            suffix: 'string',
            socks5Proxy: 'string',
            socks5NetWork: 'string',
            endpointType: 'string',
            openPlatformEndpoint: 'string',
            type: 'string',
            signatureVersion: 'string',
            signatureAlgorithm: 'string',
            globalParameters: GlobalParameters,
            key: 'string',
            cert: 'string',
            ca: 'string',
            disableHttp2: 'boolean',
            tlsMinVersion: 'string',
        };
    }
    constructor(map) {
        super(map);
    }
}
exports.Config = Config;
class OpenApiRequest extends $tea.Model {
    static names() {
        return {
            headers: 'headers',
            query: 'query',
            body: 'body',
            stream: 'stream',
            hostMap: 'hostMap',
            endpointOverride: 'endpointOverride',
        };
    }
    static types() {
        return {
            headers: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            query: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            body: 'any',
            stream: 'Readable',
            hostMap: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            endpointOverride: 'string',
        };
    }
    constructor(map) {
        super(map);
    }
}
exports.OpenApiRequest = OpenApiRequest;
class Params extends $tea.Model {
    static names() {
        return {
            action: 'action',
            version: 'version',
            protocol: 'protocol',
            pathname: 'pathname',
            method: 'method',
            authType: 'authType',
            bodyType: 'bodyType',
            reqBodyType: 'reqBodyType',
            style: 'style',
        };
    }
    static types() {
        return {
            action: 'string',
            version: 'string',
            protocol: 'string',
            pathname: 'string',
            method: 'string',
            authType: 'string',
            bodyType: 'string',
            reqBodyType: 'string',
            style: 'string',
        };
    }
    constructor(map) {
        super(map);
    }
}
exports.Params = Params;
class Client {
    /**
     * @remarks
     * Init client with Config
     *
     * @param config - config contains the necessary information to create a client
     */
    constructor(config) {
        if (tea_util_1.default.isUnset(config)) {
            throw $tea.newError({
                code: "ParameterMissing",
                message: "'config' can not be unset",
            });
        }
        if (!tea_util_1.default.empty(config.accessKeyId) && !tea_util_1.default.empty(config.accessKeySecret)) {
            if (!tea_util_1.default.empty(config.securityToken)) {
                config.type = "sts";
            }
            else {
                config.type = "access_key";
            }
            let credentialConfig = new $Credential.Config({
                accessKeyId: config.accessKeyId,
                type: config.type,
                accessKeySecret: config.accessKeySecret,
            });
            credentialConfig.securityToken = config.securityToken;
            this._credential = new credentials_1.default(credentialConfig);
        }
        else if (!tea_util_1.default.empty(config.bearerToken)) {
            let cc = new $Credential.Config({
                type: "bearer",
                bearerToken: config.bearerToken,
            });
            this._credential = new credentials_1.default(cc);
        }
        else if (!tea_util_1.default.isUnset(config.credential)) {
            this._credential = config.credential;
        }
        this._endpoint = config.endpoint;
        this._endpointType = config.endpointType;
        this._network = config.network;
        this._suffix = config.suffix;
        this._protocol = config.protocol;
        this._method = config.method;
        this._regionId = config.regionId;
        this._userAgent = config.userAgent;
        this._readTimeout = config.readTimeout;
        this._connectTimeout = config.connectTimeout;
        this._httpProxy = config.httpProxy;
        this._httpsProxy = config.httpsProxy;
        this._noProxy = config.noProxy;
        this._socks5Proxy = config.socks5Proxy;
        this._socks5NetWork = config.socks5NetWork;
        this._maxIdleConns = config.maxIdleConns;
        this._signatureVersion = config.signatureVersion;
        this._signatureAlgorithm = config.signatureAlgorithm;
        this._globalParameters = config.globalParameters;
        this._key = config.key;
        this._cert = config.cert;
        this._ca = config.ca;
        this._disableHttp2 = config.disableHttp2;
        this._tlsMinVersion = config.tlsMinVersion;
    }
    /**
     * @remarks
     * Encapsulate the request and invoke the network
     *
     * @param action - api name
     * @param version - product version
     * @param protocol - http or https
     * @param method - e.g. GET
     * @param authType - authorization type e.g. AK
     * @param bodyType - response body type e.g. String
     * @param request - object of OpenApiRequest
     * @param runtime - which controls some details of call api, such as retry times
     * @returns the response
     */
    async doRPCRequest(action, version, protocol, method, authType, bodyType, request, runtime) {
        let _runtime = {
            timeouted: "retry",
            key: tea_util_1.default.defaultString(runtime.key, this._key),
            cert: tea_util_1.default.defaultString(runtime.cert, this._cert),
            ca: tea_util_1.default.defaultString(runtime.ca, this._ca),
            readTimeout: tea_util_1.default.defaultNumber(runtime.readTimeout, this._readTimeout),
            connectTimeout: tea_util_1.default.defaultNumber(runtime.connectTimeout, this._connectTimeout),
            httpProxy: tea_util_1.default.defaultString(runtime.httpProxy, this._httpProxy),
            httpsProxy: tea_util_1.default.defaultString(runtime.httpsProxy, this._httpsProxy),
            noProxy: tea_util_1.default.defaultString(runtime.noProxy, this._noProxy),
            socks5Proxy: tea_util_1.default.defaultString(runtime.socks5Proxy, this._socks5Proxy),
            socks5NetWork: tea_util_1.default.defaultString(runtime.socks5NetWork, this._socks5NetWork),
            maxIdleConns: tea_util_1.default.defaultNumber(runtime.maxIdleConns, this._maxIdleConns),
            retry: {
                retryable: runtime.autoretry,
                maxAttempts: tea_util_1.default.defaultNumber(runtime.maxAttempts, 3),
            },
            backoff: {
                policy: tea_util_1.default.defaultString(runtime.backoffPolicy, "no"),
                period: tea_util_1.default.defaultNumber(runtime.backoffPeriod, 1),
            },
            ignoreSSL: runtime.ignoreSSL,
            tlsMinVersion: this._tlsMinVersion,
        };
        let _lastRequest = null;
        let _now = Date.now();
        let _retryTimes = 0;
        while ($tea.allowRetry(_runtime['retry'], _retryTimes, _now)) {
            if (_retryTimes > 0) {
                let _backoffTime = $tea.getBackoffTime(_runtime['backoff'], _retryTimes);
                if (_backoffTime > 0) {
                    await $tea.sleep(_backoffTime);
                }
            }
            _retryTimes = _retryTimes + 1;
            try {
                let request_ = new $tea.Request();
                request_.protocol = tea_util_1.default.defaultString(this._protocol, protocol);
                request_.method = method;
                request_.pathname = "/";
                let globalQueries = {};
                let globalHeaders = {};
                if (!tea_util_1.default.isUnset(this._globalParameters)) {
                    let globalParams = this._globalParameters;
                    if (!tea_util_1.default.isUnset(globalParams.queries)) {
                        globalQueries = globalParams.queries;
                    }
                    if (!tea_util_1.default.isUnset(globalParams.headers)) {
                        globalHeaders = globalParams.headers;
                    }
                }
                let extendsHeaders = {};
                let extendsQueries = {};
                if (!tea_util_1.default.isUnset(runtime.extendsParameters)) {
                    let extendsParameters = runtime.extendsParameters;
                    if (!tea_util_1.default.isUnset(extendsParameters.headers)) {
                        extendsHeaders = extendsParameters.headers;
                    }
                    if (!tea_util_1.default.isUnset(extendsParameters.queries)) {
                        extendsQueries = extendsParameters.queries;
                    }
                }
                request_.query = Object.assign(Object.assign(Object.assign({ Action: action, Format: "json", Version: version, Timestamp: openapi_util_1.default.getTimestamp(), SignatureNonce: tea_util_1.default.getNonce() }, globalQueries), extendsQueries), request.query);
                let headers = this.getRpcHeaders();
                if (tea_util_1.default.isUnset(headers)) {
                    // endpoint is setted in product client
                    request_.headers = Object.assign(Object.assign(Object.assign({ host: this._endpoint, 'x-acs-version': version, 'x-acs-action': action, 'user-agent': this.getUserAgent() }, globalHeaders), extendsHeaders), request.headers);
                }
                else {
                    request_.headers = Object.assign(Object.assign(Object.assign(Object.assign({ host: this._endpoint, 'x-acs-version': version, 'x-acs-action': action, 'user-agent': this.getUserAgent() }, globalHeaders), extendsHeaders), request.headers), headers);
                }
                if (!tea_util_1.default.isUnset(request.body)) {
                    let m = tea_util_1.default.assertAsMap(request.body);
                    let tmp = tea_util_1.default.anyifyMapValue(openapi_util_1.default.query(m));
                    request_.body = new $tea.BytesReadable(tea_util_1.default.toFormString(tmp));
                    request_.headers["content-type"] = "application/x-www-form-urlencoded";
                }
                if (!tea_util_1.default.equalString(authType, "Anonymous")) {
                    if (tea_util_1.default.isUnset(this._credential)) {
                        throw $tea.newError({
                            code: `InvalidCredentials`,
                            message: `Please set up the credentials correctly. If you are setting them through environment variables, please ensure that ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are set correctly. See https://help.aliyun.com/zh/sdk/developer-reference/configure-the-alibaba-cloud-accesskey-environment-variable-on-linux-macos-and-windows-systems for more details.`,
                        });
                    }
                    let credentialModel = await this._credential.getCredential();
                    if (!tea_util_1.default.empty(credentialModel.providerName)) {
                        request_.headers["x-acs-credentials-provider"] = credentialModel.providerName;
                    }
                    let credentialType = credentialModel.type;
                    if (tea_util_1.default.equalString(credentialType, "bearer")) {
                        let bearerToken = credentialModel.bearerToken;
                        request_.query["BearerToken"] = bearerToken;
                        request_.query["SignatureType"] = "BEARERTOKEN";
                    }
                    else if (tea_util_1.default.equalString(credentialType, "id_token")) {
                        let idToken = credentialModel.securityToken;
                        request_.headers["x-acs-zero-trust-idtoken"] = idToken;
                    }
                    else {
                        let accessKeyId = credentialModel.accessKeyId;
                        let accessKeySecret = credentialModel.accessKeySecret;
                        let securityToken = credentialModel.securityToken;
                        if (!tea_util_1.default.empty(securityToken)) {
                            request_.query["SecurityToken"] = securityToken;
                        }
                        request_.query["SignatureMethod"] = "HMAC-SHA1";
                        request_.query["SignatureVersion"] = "1.0";
                        request_.query["AccessKeyId"] = accessKeyId;
                        let t = null;
                        if (!tea_util_1.default.isUnset(request.body)) {
                            t = tea_util_1.default.assertAsMap(request.body);
                        }
                        let signedParam = Object.assign(Object.assign({}, request_.query), openapi_util_1.default.query(t));
                        request_.query["Signature"] = openapi_util_1.default.getRPCSignature(signedParam, request_.method, accessKeySecret);
                    }
                }
                _lastRequest = request_;
                let response_ = await $tea.doAction(request_, _runtime);
                if (tea_util_1.default.is4xx(response_.statusCode) || tea_util_1.default.is5xx(response_.statusCode)) {
                    let _res = await tea_util_1.default.readAsJSON(response_.body);
                    let err = tea_util_1.default.assertAsMap(_res);
                    let requestId = Client.defaultAny(err["RequestId"], err["requestId"]);
                    err["statusCode"] = response_.statusCode;
                    throw $tea.newError({
                        code: `${Client.defaultAny(err["Code"], err["code"])}`,
                        message: `code: ${response_.statusCode}, ${Client.defaultAny(err["Message"], err["message"])} request id: ${requestId}`,
                        data: err,
                        description: `${Client.defaultAny(err["Description"], err["description"])}`,
                        accessDeniedDetail: Client.defaultAny(err["AccessDeniedDetail"], err["accessDeniedDetail"]),
                    });
                }
                if (tea_util_1.default.equalString(bodyType, "binary")) {
                    let resp = {
                        body: response_.body,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                    return resp;
                }
                else if (tea_util_1.default.equalString(bodyType, "byte")) {
                    let byt = await tea_util_1.default.readAsBytes(response_.body);
                    return {
                        body: byt,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "string")) {
                    let str = await tea_util_1.default.readAsString(response_.body);
                    return {
                        body: str,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "json")) {
                    let obj = await tea_util_1.default.readAsJSON(response_.body);
                    let res = tea_util_1.default.assertAsMap(obj);
                    return {
                        body: res,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "array")) {
                    let arr = await tea_util_1.default.readAsJSON(response_.body);
                    return {
                        body: arr,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else {
                    return {
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
            }
            catch (ex) {
                if ($tea.isRetryable(ex)) {
                    continue;
                }
                throw ex;
            }
        }
        throw $tea.newUnretryableError(_lastRequest);
    }
    /**
     * @remarks
     * Encapsulate the request and invoke the network
     *
     * @param action - api name
     * @param version - product version
     * @param protocol - http or https
     * @param method - e.g. GET
     * @param authType - authorization type e.g. AK
     * @param pathname - pathname of every api
     * @param bodyType - response body type e.g. String
     * @param request - object of OpenApiRequest
     * @param runtime - which controls some details of call api, such as retry times
     * @returns the response
     */
    async doROARequest(action, version, protocol, method, authType, pathname, bodyType, request, runtime) {
        let _runtime = {
            timeouted: "retry",
            key: tea_util_1.default.defaultString(runtime.key, this._key),
            cert: tea_util_1.default.defaultString(runtime.cert, this._cert),
            ca: tea_util_1.default.defaultString(runtime.ca, this._ca),
            readTimeout: tea_util_1.default.defaultNumber(runtime.readTimeout, this._readTimeout),
            connectTimeout: tea_util_1.default.defaultNumber(runtime.connectTimeout, this._connectTimeout),
            httpProxy: tea_util_1.default.defaultString(runtime.httpProxy, this._httpProxy),
            httpsProxy: tea_util_1.default.defaultString(runtime.httpsProxy, this._httpsProxy),
            noProxy: tea_util_1.default.defaultString(runtime.noProxy, this._noProxy),
            socks5Proxy: tea_util_1.default.defaultString(runtime.socks5Proxy, this._socks5Proxy),
            socks5NetWork: tea_util_1.default.defaultString(runtime.socks5NetWork, this._socks5NetWork),
            maxIdleConns: tea_util_1.default.defaultNumber(runtime.maxIdleConns, this._maxIdleConns),
            retry: {
                retryable: runtime.autoretry,
                maxAttempts: tea_util_1.default.defaultNumber(runtime.maxAttempts, 3),
            },
            backoff: {
                policy: tea_util_1.default.defaultString(runtime.backoffPolicy, "no"),
                period: tea_util_1.default.defaultNumber(runtime.backoffPeriod, 1),
            },
            ignoreSSL: runtime.ignoreSSL,
            tlsMinVersion: this._tlsMinVersion,
        };
        let _lastRequest = null;
        let _now = Date.now();
        let _retryTimes = 0;
        while ($tea.allowRetry(_runtime['retry'], _retryTimes, _now)) {
            if (_retryTimes > 0) {
                let _backoffTime = $tea.getBackoffTime(_runtime['backoff'], _retryTimes);
                if (_backoffTime > 0) {
                    await $tea.sleep(_backoffTime);
                }
            }
            _retryTimes = _retryTimes + 1;
            try {
                let request_ = new $tea.Request();
                request_.protocol = tea_util_1.default.defaultString(this._protocol, protocol);
                request_.method = method;
                request_.pathname = pathname;
                let globalQueries = {};
                let globalHeaders = {};
                if (!tea_util_1.default.isUnset(this._globalParameters)) {
                    let globalParams = this._globalParameters;
                    if (!tea_util_1.default.isUnset(globalParams.queries)) {
                        globalQueries = globalParams.queries;
                    }
                    if (!tea_util_1.default.isUnset(globalParams.headers)) {
                        globalHeaders = globalParams.headers;
                    }
                }
                let extendsHeaders = {};
                let extendsQueries = {};
                if (!tea_util_1.default.isUnset(runtime.extendsParameters)) {
                    let extendsParameters = runtime.extendsParameters;
                    if (!tea_util_1.default.isUnset(extendsParameters.headers)) {
                        extendsHeaders = extendsParameters.headers;
                    }
                    if (!tea_util_1.default.isUnset(extendsParameters.queries)) {
                        extendsQueries = extendsParameters.queries;
                    }
                }
                request_.headers = Object.assign(Object.assign(Object.assign({ date: tea_util_1.default.getDateUTCString(), host: this._endpoint, accept: "application/json", 'x-acs-signature-nonce': tea_util_1.default.getNonce(), 'x-acs-signature-method': "HMAC-SHA1", 'x-acs-signature-version': "1.0", 'x-acs-version': version, 'x-acs-action': action, 'user-agent': tea_util_1.default.getUserAgent(this._userAgent) }, globalHeaders), extendsHeaders), request.headers);
                if (!tea_util_1.default.isUnset(request.body)) {
                    request_.body = new $tea.BytesReadable(tea_util_1.default.toJSONString(request.body));
                    request_.headers["content-type"] = "application/json; charset=utf-8";
                }
                request_.query = Object.assign(Object.assign({}, globalQueries), extendsQueries);
                if (!tea_util_1.default.isUnset(request.query)) {
                    request_.query = Object.assign(Object.assign({}, request_.query), request.query);
                }
                if (!tea_util_1.default.equalString(authType, "Anonymous")) {
                    if (tea_util_1.default.isUnset(this._credential)) {
                        throw $tea.newError({
                            code: `InvalidCredentials`,
                            message: `Please set up the credentials correctly. If you are setting them through environment variables, please ensure that ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are set correctly. See https://help.aliyun.com/zh/sdk/developer-reference/configure-the-alibaba-cloud-accesskey-environment-variable-on-linux-macos-and-windows-systems for more details.`,
                        });
                    }
                    let credentialModel = await this._credential.getCredential();
                    if (!tea_util_1.default.empty(credentialModel.providerName)) {
                        request_.headers["x-acs-credentials-provider"] = credentialModel.providerName;
                    }
                    let credentialType = credentialModel.type;
                    if (tea_util_1.default.equalString(credentialType, "bearer")) {
                        let bearerToken = credentialModel.bearerToken;
                        request_.headers["x-acs-bearer-token"] = bearerToken;
                        request_.headers["x-acs-signature-type"] = "BEARERTOKEN";
                    }
                    else if (tea_util_1.default.equalString(credentialType, "id_token")) {
                        let idToken = credentialModel.securityToken;
                        request_.headers["x-acs-zero-trust-idtoken"] = idToken;
                    }
                    else {
                        let accessKeyId = credentialModel.accessKeyId;
                        let accessKeySecret = credentialModel.accessKeySecret;
                        let securityToken = credentialModel.securityToken;
                        if (!tea_util_1.default.empty(securityToken)) {
                            request_.headers["x-acs-accesskey-id"] = accessKeyId;
                            request_.headers["x-acs-security-token"] = securityToken;
                        }
                        let stringToSign = openapi_util_1.default.getStringToSign(request_);
                        request_.headers["authorization"] = `acs ${accessKeyId}:${openapi_util_1.default.getROASignature(stringToSign, accessKeySecret)}`;
                    }
                }
                _lastRequest = request_;
                let response_ = await $tea.doAction(request_, _runtime);
                if (tea_util_1.default.equalNumber(response_.statusCode, 204)) {
                    return {
                        headers: response_.headers,
                    };
                }
                if (tea_util_1.default.is4xx(response_.statusCode) || tea_util_1.default.is5xx(response_.statusCode)) {
                    let _res = await tea_util_1.default.readAsJSON(response_.body);
                    let err = tea_util_1.default.assertAsMap(_res);
                    let requestId = Client.defaultAny(err["RequestId"], err["requestId"]);
                    requestId = Client.defaultAny(requestId, err["requestid"]);
                    err["statusCode"] = response_.statusCode;
                    throw $tea.newError({
                        code: `${Client.defaultAny(err["Code"], err["code"])}`,
                        message: `code: ${response_.statusCode}, ${Client.defaultAny(err["Message"], err["message"])} request id: ${requestId}`,
                        data: err,
                        description: `${Client.defaultAny(err["Description"], err["description"])}`,
                        accessDeniedDetail: Client.defaultAny(err["AccessDeniedDetail"], err["accessDeniedDetail"]),
                    });
                }
                if (tea_util_1.default.equalString(bodyType, "binary")) {
                    let resp = {
                        body: response_.body,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                    return resp;
                }
                else if (tea_util_1.default.equalString(bodyType, "byte")) {
                    let byt = await tea_util_1.default.readAsBytes(response_.body);
                    return {
                        body: byt,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "string")) {
                    let str = await tea_util_1.default.readAsString(response_.body);
                    return {
                        body: str,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "json")) {
                    let obj = await tea_util_1.default.readAsJSON(response_.body);
                    let res = tea_util_1.default.assertAsMap(obj);
                    return {
                        body: res,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "array")) {
                    let arr = await tea_util_1.default.readAsJSON(response_.body);
                    return {
                        body: arr,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else {
                    return {
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
            }
            catch (ex) {
                if ($tea.isRetryable(ex)) {
                    continue;
                }
                throw ex;
            }
        }
        throw $tea.newUnretryableError(_lastRequest);
    }
    /**
     * @remarks
     * Encapsulate the request and invoke the network with form body
     *
     * @param action - api name
     * @param version - product version
     * @param protocol - http or https
     * @param method - e.g. GET
     * @param authType - authorization type e.g. AK
     * @param pathname - pathname of every api
     * @param bodyType - response body type e.g. String
     * @param request - object of OpenApiRequest
     * @param runtime - which controls some details of call api, such as retry times
     * @returns the response
     */
    async doROARequestWithForm(action, version, protocol, method, authType, pathname, bodyType, request, runtime) {
        let _runtime = {
            timeouted: "retry",
            key: tea_util_1.default.defaultString(runtime.key, this._key),
            cert: tea_util_1.default.defaultString(runtime.cert, this._cert),
            ca: tea_util_1.default.defaultString(runtime.ca, this._ca),
            readTimeout: tea_util_1.default.defaultNumber(runtime.readTimeout, this._readTimeout),
            connectTimeout: tea_util_1.default.defaultNumber(runtime.connectTimeout, this._connectTimeout),
            httpProxy: tea_util_1.default.defaultString(runtime.httpProxy, this._httpProxy),
            httpsProxy: tea_util_1.default.defaultString(runtime.httpsProxy, this._httpsProxy),
            noProxy: tea_util_1.default.defaultString(runtime.noProxy, this._noProxy),
            socks5Proxy: tea_util_1.default.defaultString(runtime.socks5Proxy, this._socks5Proxy),
            socks5NetWork: tea_util_1.default.defaultString(runtime.socks5NetWork, this._socks5NetWork),
            maxIdleConns: tea_util_1.default.defaultNumber(runtime.maxIdleConns, this._maxIdleConns),
            retry: {
                retryable: runtime.autoretry,
                maxAttempts: tea_util_1.default.defaultNumber(runtime.maxAttempts, 3),
            },
            backoff: {
                policy: tea_util_1.default.defaultString(runtime.backoffPolicy, "no"),
                period: tea_util_1.default.defaultNumber(runtime.backoffPeriod, 1),
            },
            ignoreSSL: runtime.ignoreSSL,
            tlsMinVersion: this._tlsMinVersion,
        };
        let _lastRequest = null;
        let _now = Date.now();
        let _retryTimes = 0;
        while ($tea.allowRetry(_runtime['retry'], _retryTimes, _now)) {
            if (_retryTimes > 0) {
                let _backoffTime = $tea.getBackoffTime(_runtime['backoff'], _retryTimes);
                if (_backoffTime > 0) {
                    await $tea.sleep(_backoffTime);
                }
            }
            _retryTimes = _retryTimes + 1;
            try {
                let request_ = new $tea.Request();
                request_.protocol = tea_util_1.default.defaultString(this._protocol, protocol);
                request_.method = method;
                request_.pathname = pathname;
                let globalQueries = {};
                let globalHeaders = {};
                if (!tea_util_1.default.isUnset(this._globalParameters)) {
                    let globalParams = this._globalParameters;
                    if (!tea_util_1.default.isUnset(globalParams.queries)) {
                        globalQueries = globalParams.queries;
                    }
                    if (!tea_util_1.default.isUnset(globalParams.headers)) {
                        globalHeaders = globalParams.headers;
                    }
                }
                let extendsHeaders = {};
                let extendsQueries = {};
                if (!tea_util_1.default.isUnset(runtime.extendsParameters)) {
                    let extendsParameters = runtime.extendsParameters;
                    if (!tea_util_1.default.isUnset(extendsParameters.headers)) {
                        extendsHeaders = extendsParameters.headers;
                    }
                    if (!tea_util_1.default.isUnset(extendsParameters.queries)) {
                        extendsQueries = extendsParameters.queries;
                    }
                }
                request_.headers = Object.assign(Object.assign(Object.assign({ date: tea_util_1.default.getDateUTCString(), host: this._endpoint, accept: "application/json", 'x-acs-signature-nonce': tea_util_1.default.getNonce(), 'x-acs-signature-method': "HMAC-SHA1", 'x-acs-signature-version': "1.0", 'x-acs-version': version, 'x-acs-action': action, 'user-agent': tea_util_1.default.getUserAgent(this._userAgent) }, globalHeaders), extendsHeaders), request.headers);
                if (!tea_util_1.default.isUnset(request.body)) {
                    let m = tea_util_1.default.assertAsMap(request.body);
                    request_.body = new $tea.BytesReadable(openapi_util_1.default.toForm(m));
                    request_.headers["content-type"] = "application/x-www-form-urlencoded";
                }
                request_.query = Object.assign(Object.assign({}, globalQueries), extendsQueries);
                if (!tea_util_1.default.isUnset(request.query)) {
                    request_.query = Object.assign(Object.assign({}, request_.query), request.query);
                }
                if (!tea_util_1.default.equalString(authType, "Anonymous")) {
                    if (tea_util_1.default.isUnset(this._credential)) {
                        throw $tea.newError({
                            code: `InvalidCredentials`,
                            message: `Please set up the credentials correctly. If you are setting them through environment variables, please ensure that ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are set correctly. See https://help.aliyun.com/zh/sdk/developer-reference/configure-the-alibaba-cloud-accesskey-environment-variable-on-linux-macos-and-windows-systems for more details.`,
                        });
                    }
                    let credentialModel = await this._credential.getCredential();
                    if (!tea_util_1.default.empty(credentialModel.providerName)) {
                        request_.headers["x-acs-credentials-provider"] = credentialModel.providerName;
                    }
                    let credentialType = credentialModel.type;
                    if (tea_util_1.default.equalString(credentialType, "bearer")) {
                        let bearerToken = credentialModel.bearerToken;
                        request_.headers["x-acs-bearer-token"] = bearerToken;
                        request_.headers["x-acs-signature-type"] = "BEARERTOKEN";
                    }
                    else if (tea_util_1.default.equalString(credentialType, "id_token")) {
                        let idToken = credentialModel.securityToken;
                        request_.headers["x-acs-zero-trust-idtoken"] = idToken;
                    }
                    else {
                        let accessKeyId = credentialModel.accessKeyId;
                        let accessKeySecret = credentialModel.accessKeySecret;
                        let securityToken = credentialModel.securityToken;
                        if (!tea_util_1.default.empty(securityToken)) {
                            request_.headers["x-acs-accesskey-id"] = accessKeyId;
                            request_.headers["x-acs-security-token"] = securityToken;
                        }
                        let stringToSign = openapi_util_1.default.getStringToSign(request_);
                        request_.headers["authorization"] = `acs ${accessKeyId}:${openapi_util_1.default.getROASignature(stringToSign, accessKeySecret)}`;
                    }
                }
                _lastRequest = request_;
                let response_ = await $tea.doAction(request_, _runtime);
                if (tea_util_1.default.equalNumber(response_.statusCode, 204)) {
                    return {
                        headers: response_.headers,
                    };
                }
                if (tea_util_1.default.is4xx(response_.statusCode) || tea_util_1.default.is5xx(response_.statusCode)) {
                    let _res = await tea_util_1.default.readAsJSON(response_.body);
                    let err = tea_util_1.default.assertAsMap(_res);
                    err["statusCode"] = response_.statusCode;
                    throw $tea.newError({
                        code: `${Client.defaultAny(err["Code"], err["code"])}`,
                        message: `code: ${response_.statusCode}, ${Client.defaultAny(err["Message"], err["message"])} request id: ${Client.defaultAny(err["RequestId"], err["requestId"])}`,
                        data: err,
                        description: `${Client.defaultAny(err["Description"], err["description"])}`,
                        accessDeniedDetail: Client.defaultAny(err["AccessDeniedDetail"], err["accessDeniedDetail"]),
                    });
                }
                if (tea_util_1.default.equalString(bodyType, "binary")) {
                    let resp = {
                        body: response_.body,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                    return resp;
                }
                else if (tea_util_1.default.equalString(bodyType, "byte")) {
                    let byt = await tea_util_1.default.readAsBytes(response_.body);
                    return {
                        body: byt,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "string")) {
                    let str = await tea_util_1.default.readAsString(response_.body);
                    return {
                        body: str,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "json")) {
                    let obj = await tea_util_1.default.readAsJSON(response_.body);
                    let res = tea_util_1.default.assertAsMap(obj);
                    return {
                        body: res,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(bodyType, "array")) {
                    let arr = await tea_util_1.default.readAsJSON(response_.body);
                    return {
                        body: arr,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else {
                    return {
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
            }
            catch (ex) {
                if ($tea.isRetryable(ex)) {
                    continue;
                }
                throw ex;
            }
        }
        throw $tea.newUnretryableError(_lastRequest);
    }
    /**
     * @remarks
     * Encapsulate the request and invoke the network
     *
     * @param action - api name
     * @param version - product version
     * @param protocol - http or https
     * @param method - e.g. GET
     * @param authType - authorization type e.g. AK
     * @param bodyType - response body type e.g. String
     * @param request - object of OpenApiRequest
     * @param runtime - which controls some details of call api, such as retry times
     * @returns the response
     */
    async doRequest(params, request, runtime) {
        let _runtime = {
            timeouted: "retry",
            key: tea_util_1.default.defaultString(runtime.key, this._key),
            cert: tea_util_1.default.defaultString(runtime.cert, this._cert),
            ca: tea_util_1.default.defaultString(runtime.ca, this._ca),
            readTimeout: tea_util_1.default.defaultNumber(runtime.readTimeout, this._readTimeout),
            connectTimeout: tea_util_1.default.defaultNumber(runtime.connectTimeout, this._connectTimeout),
            httpProxy: tea_util_1.default.defaultString(runtime.httpProxy, this._httpProxy),
            httpsProxy: tea_util_1.default.defaultString(runtime.httpsProxy, this._httpsProxy),
            noProxy: tea_util_1.default.defaultString(runtime.noProxy, this._noProxy),
            socks5Proxy: tea_util_1.default.defaultString(runtime.socks5Proxy, this._socks5Proxy),
            socks5NetWork: tea_util_1.default.defaultString(runtime.socks5NetWork, this._socks5NetWork),
            maxIdleConns: tea_util_1.default.defaultNumber(runtime.maxIdleConns, this._maxIdleConns),
            retry: {
                retryable: runtime.autoretry,
                maxAttempts: tea_util_1.default.defaultNumber(runtime.maxAttempts, 3),
            },
            backoff: {
                policy: tea_util_1.default.defaultString(runtime.backoffPolicy, "no"),
                period: tea_util_1.default.defaultNumber(runtime.backoffPeriod, 1),
            },
            ignoreSSL: runtime.ignoreSSL,
            tlsMinVersion: this._tlsMinVersion,
        };
        let _lastRequest = null;
        let _now = Date.now();
        let _retryTimes = 0;
        while ($tea.allowRetry(_runtime['retry'], _retryTimes, _now)) {
            if (_retryTimes > 0) {
                let _backoffTime = $tea.getBackoffTime(_runtime['backoff'], _retryTimes);
                if (_backoffTime > 0) {
                    await $tea.sleep(_backoffTime);
                }
            }
            _retryTimes = _retryTimes + 1;
            try {
                let request_ = new $tea.Request();
                request_.protocol = tea_util_1.default.defaultString(this._protocol, params.protocol);
                request_.method = params.method;
                request_.pathname = params.pathname;
                let globalQueries = {};
                let globalHeaders = {};
                if (!tea_util_1.default.isUnset(this._globalParameters)) {
                    let globalParams = this._globalParameters;
                    if (!tea_util_1.default.isUnset(globalParams.queries)) {
                        globalQueries = globalParams.queries;
                    }
                    if (!tea_util_1.default.isUnset(globalParams.headers)) {
                        globalHeaders = globalParams.headers;
                    }
                }
                let extendsHeaders = {};
                let extendsQueries = {};
                if (!tea_util_1.default.isUnset(runtime.extendsParameters)) {
                    let extendsParameters = runtime.extendsParameters;
                    if (!tea_util_1.default.isUnset(extendsParameters.headers)) {
                        extendsHeaders = extendsParameters.headers;
                    }
                    if (!tea_util_1.default.isUnset(extendsParameters.queries)) {
                        extendsQueries = extendsParameters.queries;
                    }
                }
                request_.query = Object.assign(Object.assign(Object.assign({}, globalQueries), extendsQueries), request.query);
                // endpoint is setted in product client
                request_.headers = Object.assign(Object.assign(Object.assign({ host: this._endpoint, 'x-acs-version': params.version, 'x-acs-action': params.action, 'user-agent': this.getUserAgent(), 'x-acs-date': openapi_util_1.default.getTimestamp(), 'x-acs-signature-nonce': tea_util_1.default.getNonce(), accept: "application/json" }, globalHeaders), extendsHeaders), request.headers);
                if (tea_util_1.default.equalString(params.style, "RPC")) {
                    let headers = this.getRpcHeaders();
                    if (!tea_util_1.default.isUnset(headers)) {
                        request_.headers = Object.assign(Object.assign({}, request_.headers), headers);
                    }
                }
                let signatureAlgorithm = tea_util_1.default.defaultString(this._signatureAlgorithm, "ACS3-HMAC-SHA256");
                let hashedRequestPayload = openapi_util_1.default.hexEncode(openapi_util_1.default.hash(tea_util_1.default.toBytes(""), signatureAlgorithm));
                if (!tea_util_1.default.isUnset(request.stream)) {
                    let tmp = await tea_util_1.default.readAsBytes(request.stream);
                    hashedRequestPayload = openapi_util_1.default.hexEncode(openapi_util_1.default.hash(tmp, signatureAlgorithm));
                    request_.body = new $tea.BytesReadable(tmp);
                    request_.headers["content-type"] = "application/octet-stream";
                }
                else {
                    if (!tea_util_1.default.isUnset(request.body)) {
                        if (tea_util_1.default.equalString(params.reqBodyType, "byte")) {
                            let byteObj = tea_util_1.default.assertAsBytes(request.body);
                            hashedRequestPayload = openapi_util_1.default.hexEncode(openapi_util_1.default.hash(byteObj, signatureAlgorithm));
                            request_.body = new $tea.BytesReadable(byteObj);
                        }
                        else if (tea_util_1.default.equalString(params.reqBodyType, "json")) {
                            let jsonObj = tea_util_1.default.toJSONString(request.body);
                            hashedRequestPayload = openapi_util_1.default.hexEncode(openapi_util_1.default.hash(tea_util_1.default.toBytes(jsonObj), signatureAlgorithm));
                            request_.body = new $tea.BytesReadable(jsonObj);
                            request_.headers["content-type"] = "application/json; charset=utf-8";
                        }
                        else {
                            let m = tea_util_1.default.assertAsMap(request.body);
                            let formObj = openapi_util_1.default.toForm(m);
                            hashedRequestPayload = openapi_util_1.default.hexEncode(openapi_util_1.default.hash(tea_util_1.default.toBytes(formObj), signatureAlgorithm));
                            request_.body = new $tea.BytesReadable(formObj);
                            request_.headers["content-type"] = "application/x-www-form-urlencoded";
                        }
                    }
                }
                request_.headers["x-acs-content-sha256"] = hashedRequestPayload;
                if (!tea_util_1.default.equalString(params.authType, "Anonymous")) {
                    if (tea_util_1.default.isUnset(this._credential)) {
                        throw $tea.newError({
                            code: `InvalidCredentials`,
                            message: `Please set up the credentials correctly. If you are setting them through environment variables, please ensure that ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are set correctly. See https://help.aliyun.com/zh/sdk/developer-reference/configure-the-alibaba-cloud-accesskey-environment-variable-on-linux-macos-and-windows-systems for more details.`,
                        });
                    }
                    let credentialModel = await this._credential.getCredential();
                    if (!tea_util_1.default.empty(credentialModel.providerName)) {
                        request_.headers["x-acs-credentials-provider"] = credentialModel.providerName;
                    }
                    let authType = credentialModel.type;
                    if (tea_util_1.default.equalString(authType, "bearer")) {
                        let bearerToken = credentialModel.bearerToken;
                        request_.headers["x-acs-bearer-token"] = bearerToken;
                        if (tea_util_1.default.equalString(params.style, "RPC")) {
                            request_.query["SignatureType"] = "BEARERTOKEN";
                        }
                        else {
                            request_.headers["x-acs-signature-type"] = "BEARERTOKEN";
                        }
                    }
                    else if (tea_util_1.default.equalString(authType, "id_token")) {
                        let idToken = credentialModel.securityToken;
                        request_.headers["x-acs-zero-trust-idtoken"] = idToken;
                    }
                    else {
                        let accessKeyId = credentialModel.accessKeyId;
                        let accessKeySecret = credentialModel.accessKeySecret;
                        let securityToken = credentialModel.securityToken;
                        if (!tea_util_1.default.empty(securityToken)) {
                            request_.headers["x-acs-accesskey-id"] = accessKeyId;
                            request_.headers["x-acs-security-token"] = securityToken;
                        }
                        request_.headers["Authorization"] = openapi_util_1.default.getAuthorization(request_, signatureAlgorithm, hashedRequestPayload, accessKeyId, accessKeySecret);
                    }
                }
                _lastRequest = request_;
                let response_ = await $tea.doAction(request_, _runtime);
                if (tea_util_1.default.is4xx(response_.statusCode) || tea_util_1.default.is5xx(response_.statusCode)) {
                    let err = {};
                    if (!tea_util_1.default.isUnset(response_.headers["content-type"]) && tea_util_1.default.equalString(response_.headers["content-type"], "text/xml;charset=utf-8")) {
                        let _str = await tea_util_1.default.readAsString(response_.body);
                        let respMap = tea_xml_1.default.parseXml(_str, null);
                        err = tea_util_1.default.assertAsMap(respMap["Error"]);
                    }
                    else {
                        let _res = await tea_util_1.default.readAsJSON(response_.body);
                        err = tea_util_1.default.assertAsMap(_res);
                    }
                    err["statusCode"] = response_.statusCode;
                    throw $tea.newError({
                        code: `${Client.defaultAny(err["Code"], err["code"])}`,
                        message: `code: ${response_.statusCode}, ${Client.defaultAny(err["Message"], err["message"])} request id: ${Client.defaultAny(err["RequestId"], err["requestId"])}`,
                        data: err,
                        description: `${Client.defaultAny(err["Description"], err["description"])}`,
                        accessDeniedDetail: Client.defaultAny(err["AccessDeniedDetail"], err["accessDeniedDetail"]),
                    });
                }
                if (tea_util_1.default.equalString(params.bodyType, "binary")) {
                    let resp = {
                        body: response_.body,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                    return resp;
                }
                else if (tea_util_1.default.equalString(params.bodyType, "byte")) {
                    let byt = await tea_util_1.default.readAsBytes(response_.body);
                    return {
                        body: byt,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(params.bodyType, "string")) {
                    let str = await tea_util_1.default.readAsString(response_.body);
                    return {
                        body: str,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(params.bodyType, "json")) {
                    let obj = await tea_util_1.default.readAsJSON(response_.body);
                    let res = tea_util_1.default.assertAsMap(obj);
                    return {
                        body: res,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else if (tea_util_1.default.equalString(params.bodyType, "array")) {
                    let arr = await tea_util_1.default.readAsJSON(response_.body);
                    return {
                        body: arr,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
                else {
                    let anything = await tea_util_1.default.readAsString(response_.body);
                    return {
                        body: anything,
                        headers: response_.headers,
                        statusCode: response_.statusCode,
                    };
                }
            }
            catch (ex) {
                if ($tea.isRetryable(ex)) {
                    continue;
                }
                throw ex;
            }
        }
        throw $tea.newUnretryableError(_lastRequest);
    }
    /**
     * @remarks
     * Encapsulate the request and invoke the network
     *
     * @param action - api name
     * @param version - product version
     * @param protocol - http or https
     * @param method - e.g. GET
     * @param authType - authorization type e.g. AK
     * @param bodyType - response body type e.g. String
     * @param request - object of OpenApiRequest
     * @param runtime - which controls some details of call api, such as retry times
     * @returns the response
     */
    async execute(params, request, runtime) {
        let _runtime = {
            timeouted: "retry",
            key: tea_util_1.default.defaultString(runtime.key, this._key),
            cert: tea_util_1.default.defaultString(runtime.cert, this._cert),
            ca: tea_util_1.default.defaultString(runtime.ca, this._ca),
            readTimeout: tea_util_1.default.defaultNumber(runtime.readTimeout, this._readTimeout),
            connectTimeout: tea_util_1.default.defaultNumber(runtime.connectTimeout, this._connectTimeout),
            httpProxy: tea_util_1.default.defaultString(runtime.httpProxy, this._httpProxy),
            httpsProxy: tea_util_1.default.defaultString(runtime.httpsProxy, this._httpsProxy),
            noProxy: tea_util_1.default.defaultString(runtime.noProxy, this._noProxy),
            socks5Proxy: tea_util_1.default.defaultString(runtime.socks5Proxy, this._socks5Proxy),
            socks5NetWork: tea_util_1.default.defaultString(runtime.socks5NetWork, this._socks5NetWork),
            maxIdleConns: tea_util_1.default.defaultNumber(runtime.maxIdleConns, this._maxIdleConns),
            retry: {
                retryable: runtime.autoretry,
                maxAttempts: tea_util_1.default.defaultNumber(runtime.maxAttempts, 3),
            },
            backoff: {
                policy: tea_util_1.default.defaultString(runtime.backoffPolicy, "no"),
                period: tea_util_1.default.defaultNumber(runtime.backoffPeriod, 1),
            },
            ignoreSSL: runtime.ignoreSSL,
            disableHttp2: Client.defaultAny(this._disableHttp2, false),
            tlsMinVersion: this._tlsMinVersion,
        };
        let _lastRequest = null;
        let _now = Date.now();
        let _retryTimes = 0;
        while ($tea.allowRetry(_runtime['retry'], _retryTimes, _now)) {
            if (_retryTimes > 0) {
                let _backoffTime = $tea.getBackoffTime(_runtime['backoff'], _retryTimes);
                if (_backoffTime > 0) {
                    await $tea.sleep(_backoffTime);
                }
            }
            _retryTimes = _retryTimes + 1;
            try {
                let request_ = new $tea.Request();
                // spi = new Gateway();//Gateway implements SPI\uff0c\u8fd9\u4e00\u6b65\u5728\u4ea7\u54c1 SDK \u4e2d\u5b9e\u4f8b\u5316
                let headers = this.getRpcHeaders();
                let globalQueries = {};
                let globalHeaders = {};
                if (!tea_util_1.default.isUnset(this._globalParameters)) {
                    let globalParams = this._globalParameters;
                    if (!tea_util_1.default.isUnset(globalParams.queries)) {
                        globalQueries = globalParams.queries;
                    }
                    if (!tea_util_1.default.isUnset(globalParams.headers)) {
                        globalHeaders = globalParams.headers;
                    }
                }
                let extendsHeaders = {};
                let extendsQueries = {};
                if (!tea_util_1.default.isUnset(runtime.extendsParameters)) {
                    let extendsParameters = runtime.extendsParameters;
                    if (!tea_util_1.default.isUnset(extendsParameters.headers)) {
                        extendsHeaders = extendsParameters.headers;
                    }
                    if (!tea_util_1.default.isUnset(extendsParameters.queries)) {
                        extendsQueries = extendsParameters.queries;
                    }
                }
                let requestContext = new $SPI.InterceptorContextRequest({
                    headers: Object.assign(Object.assign(Object.assign(Object.assign({}, globalHeaders), extendsHeaders), request.headers), headers),
                    query: Object.assign(Object.assign(Object.assign({}, globalQueries), extendsQueries), request.query),
                    body: request.body,
                    stream: request.stream,
                    hostMap: request.hostMap,
                    pathname: params.pathname,
                    productId: this._productId,
                    action: params.action,
                    version: params.version,
                    protocol: tea_util_1.default.defaultString(this._protocol, params.protocol),
                    method: tea_util_1.default.defaultString(this._method, params.method),
                    authType: params.authType,
                    bodyType: params.bodyType,
                    reqBodyType: params.reqBodyType,
                    style: params.style,
                    credential: this._credential,
                    signatureVersion: this._signatureVersion,
                    signatureAlgorithm: this._signatureAlgorithm,
                    userAgent: this.getUserAgent(),
                });
                let configurationContext = new $SPI.InterceptorContextConfiguration({
                    regionId: this._regionId,
                    endpoint: tea_util_1.default.defaultString(request.endpointOverride, this._endpoint),
                    endpointRule: this._endpointRule,
                    endpointMap: this._endpointMap,
                    endpointType: this._endpointType,
                    network: this._network,
                    suffix: this._suffix,
                });
                let interceptorContext = new $SPI.InterceptorContext({});
                interceptorContext.request = requestContext;
                interceptorContext.configuration = configurationContext;
                let attributeMap = new $SPI.AttributeMap({});
                if (!tea_util_1.default.isUnset(this._attributeMap)) {
                    attributeMap = this._attributeMap;
                }
                // 1. spi.modifyConfiguration(context: SPI.InterceptorContext, attributeMap: SPI.AttributeMap);
                await this._spi.modifyConfiguration(interceptorContext, attributeMap);
                // 2. spi.modifyRequest(context: SPI.InterceptorContext, attributeMap: SPI.AttributeMap);
                await this._spi.modifyRequest(interceptorContext, attributeMap);
                request_.protocol = interceptorContext.request.protocol;
                request_.method = interceptorContext.request.method;
                request_.pathname = interceptorContext.request.pathname;
                request_.query = interceptorContext.request.query;
                request_.body = interceptorContext.request.stream;
                request_.headers = interceptorContext.request.headers;
                _lastRequest = request_;
                let response_ = await $tea.doAction(request_, _runtime);
                let responseContext = new $SPI.InterceptorContextResponse({
                    statusCode: response_.statusCode,
                    headers: response_.headers,
                    body: response_.body,
                });
                interceptorContext.response = responseContext;
                // 3. spi.modifyResponse(context: SPI.InterceptorContext, attributeMap: SPI.AttributeMap);
                await this._spi.modifyResponse(interceptorContext, attributeMap);
                return {
                    headers: interceptorContext.response.headers,
                    statusCode: interceptorContext.response.statusCode,
                    body: interceptorContext.response.deserializedBody,
                };
            }
            catch (ex) {
                if ($tea.isRetryable(ex)) {
                    continue;
                }
                throw ex;
            }
        }
        throw $tea.newUnretryableError(_lastRequest);
    }
    async callApi(params, request, runtime) {
        if (tea_util_1.default.isUnset(params)) {
            throw $tea.newError({
                code: "ParameterMissing",
                message: "'params' can not be unset",
            });
        }
        if (tea_util_1.default.isUnset(this._signatureVersion) || !tea_util_1.default.equalString(this._signatureVersion, "v4")) {
            if (tea_util_1.default.isUnset(this._signatureAlgorithm) || !tea_util_1.default.equalString(this._signatureAlgorithm, "v2")) {
                return await this.doRequest(params, request, runtime);
            }
            else if (tea_util_1.default.equalString(params.style, "ROA") && tea_util_1.default.equalString(params.reqBodyType, "json")) {
                return await this.doROARequest(params.action, params.version, params.protocol, params.method, params.authType, params.pathname, params.bodyType, request, runtime);
            }
            else if (tea_util_1.default.equalString(params.style, "ROA")) {
                return await this.doROARequestWithForm(params.action, params.version, params.protocol, params.method, params.authType, params.pathname, params.bodyType, request, runtime);
            }
            else {
                return await this.doRPCRequest(params.action, params.version, params.protocol, params.method, params.authType, params.bodyType, request, runtime);
            }
        }
        else {
            return await this.execute(params, request, runtime);
        }
    }
    /**
     * @remarks
     * Get user agent
     * @returns user agent
     */
    getUserAgent() {
        let userAgent = tea_util_1.default.getUserAgent(this._userAgent);
        return userAgent;
    }
    /**
     * @remarks
     * Get accesskey id by using credential
     * @returns accesskey id
     */
    async getAccessKeyId() {
        if (tea_util_1.default.isUnset(this._credential)) {
            return "";
        }
        let accessKeyId = await this._credential.getAccessKeyId();
        return accessKeyId;
    }
    /**
     * @remarks
     * Get accesskey secret by using credential
     * @returns accesskey secret
     */
    async getAccessKeySecret() {
        if (tea_util_1.default.isUnset(this._credential)) {
            return "";
        }
        let secret = await this._credential.getAccessKeySecret();
        return secret;
    }
    /**
     * @remarks
     * Get security token by using credential
     * @returns security token
     */
    async getSecurityToken() {
        if (tea_util_1.default.isUnset(this._credential)) {
            return "";
        }
        let token = await this._credential.getSecurityToken();
        return token;
    }
    /**
     * @remarks
     * Get bearer token by credential
     * @returns bearer token
     */
    async getBearerToken() {
        if (tea_util_1.default.isUnset(this._credential)) {
            return "";
        }
        let token = this._credential.getBearerToken();
        return token;
    }
    /**
     * @remarks
     * Get credential type by credential
     * @returns credential type e.g. access_key
     */
    async getType() {
        if (tea_util_1.default.isUnset(this._credential)) {
            return "";
        }
        let authType = this._credential.getType();
        return authType;
    }
    /**
     * @remarks
     * If inputValue is not null, return it or return defaultValue
     *
     * @param inputValue - users input value
     * @param defaultValue - default value
     * @returns the final result
     */
    static defaultAny(inputValue, defaultValue) {
        if (tea_util_1.default.isUnset(inputValue)) {
            return defaultValue;
        }
        return inputValue;
    }
    /**
     * @remarks
     * If the endpointRule and config.endpoint are empty, throw error
     *
     * @param config - config contains the necessary information to create a client
     */
    checkConfig(config) {
        if (tea_util_1.default.empty(this._endpointRule) && tea_util_1.default.empty(config.endpoint)) {
            throw $tea.newError({
                code: "ParameterMissing",
                message: "'config.endpoint' can not be empty",
            });
        }
    }
    /**
     * @remarks
     * set gateway client
     *
     * @param spi - .
     */
    setGatewayClient(spi) {
        this._spi = spi;
    }
    /**
     * @remarks
     * set RPC header for debug
     *
     * @param headers - headers for debug, this header can be used only once.
     */
    setRpcHeaders(headers) {
        this._headers = headers;
    }
    /**
     * @remarks
     * get RPC header for debug
     */
    getRpcHeaders() {
        let headers = this._headers;
        this._headers = null;
        return headers;
    }
}
exports["default"] = Client;
//# sourceMappingURL=client.js.map

/***/ }),

/***/ 4019:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
// This file is auto-generated, don't edit it
/**
 * This is for OpenApi Util
 */
const $tea = __importStar(__nccwpck_require__(7907));
const tea_util_1 = __importDefault(__nccwpck_require__(8373));
const kitx_1 = __importDefault(__nccwpck_require__(896));
const querystring_1 = __importDefault(__nccwpck_require__(3480));
const crypto_1 = __importDefault(__nccwpck_require__(6982));
const PEM_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
const PEM_END = "\n-----END PRIVATE KEY-----";
function replaceRepeatList(target, repeat, prefix) {
    if (prefix) {
        prefix = prefix + '.';
    }
    for (var i = 0; i < repeat.length; i++) {
        var item = repeat[i];
        let key = prefix + (i + 1);
        if (typeof item === 'undefined' || item == null) {
            continue;
        }
        if (Array.isArray(item)) {
            replaceRepeatList(target, item, key);
        }
        else if (item instanceof Object) {
            flatMap(target, item, key);
        }
        else {
            target[key] = item.toString();
        }
    }
}
function flatMap(target, params, prefix = '') {
    if (prefix) {
        prefix = prefix + '.';
    }
    params = toMap(params);
    let keys = Object.keys(params);
    for (let i = 0; i < keys.length; i++) {
        let key = keys[i];
        let value = params[key];
        key = prefix + key;
        if (typeof value === 'undefined' || value == null) {
            continue;
        }
        if (Array.isArray(value)) {
            replaceRepeatList(target, value, key);
        }
        else if (value instanceof Object) {
            flatMap(target, value, key);
        }
        else {
            target[key] = value.toString();
        }
    }
    return target;
}
function filter(value) {
    return value.replace(/[\t\n\r\f]/g, ' ');
}
function getCanonicalizedHeaders(headers) {
    const prefix = 'x-acs-';
    const keys = Object.keys(headers);
    const canonicalizedKeys = [];
    for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        if (key.startsWith(prefix)) {
            canonicalizedKeys.push(key);
        }
    }
    canonicalizedKeys.sort();
    var result = '';
    for (let i = 0; i < canonicalizedKeys.length; i++) {
        const key = canonicalizedKeys[i];
        result += `${key}:${filter(headers[key]).trim()}\n`;
    }
    return result;
}
function getCanonicalizedResource(uriPattern, query) {
    const keys = !query ? [] : Object.keys(query).sort();
    if (keys.length === 0) {
        return uriPattern;
    }
    var result = [];
    for (var i = 0; i < keys.length; i++) {
        const key = keys[i];
        result.push(`${key}=${query[key]}`);
    }
    return `${uriPattern}?${result.join('&')}`;
}
function getAuthorizationQueryString(query) {
    let canonicalQueryArray = [];
    const keys = !query ? [] : Object.keys(query).sort();
    for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        let param = key + '=';
        if (typeof query[key] !== 'undefined' && query[key] !== null) {
            param = param + encode(query[key]);
        }
        canonicalQueryArray.push(param);
    }
    return canonicalQueryArray.join('&');
}
function getAuthorizationHeaders(header) {
    let canonicalheaders = "";
    let tmp = {};
    const keys = !header ? [] : Object.keys(header);
    for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        const lowerKey = keys[i].toLowerCase();
        if (lowerKey.startsWith("x-acs-") || lowerKey === "host" || lowerKey === "content-type") {
            if (tmp[lowerKey]) {
                tmp[lowerKey].push((header[key] || "").trim());
            }
            else {
                tmp[lowerKey] = [(header[key] || "").trim()];
            }
        }
    }
    var hsKeys = Object.keys(tmp).sort();
    for (let i = 0; i < hsKeys.length; i++) {
        const hsKey = hsKeys[i];
        let listSort = tmp[hsKey].sort();
        canonicalheaders += `${hsKey}:${listSort.join(",")}\n`;
    }
    return { canonicalheaders, hsKeys };
}
function encode(str) {
    var result = encodeURIComponent(str);
    return result.replace(/!/g, '%21')
        .replace(/'/g, '%27')
        .replace(/\(/g, '%28')
        .replace(/\)/g, '%29')
        .replace(/\*/g, '%2A');
}
function normalize(params) {
    var list = [];
    var flated = {};
    flatMap(flated, params);
    var keys = Object.keys(flated).sort();
    for (let i = 0; i < keys.length; i++) {
        var key = keys[i];
        var value = flated[key];
        list.push([encode(key), encode(value)]);
    }
    return list;
}
function canonicalize(normalized) {
    var fields = [];
    for (var i = 0; i < normalized.length; i++) {
        var [key, value] = normalized[i];
        fields.push(key + '=' + value);
    }
    return fields.join('&');
}
function isModelClass(t) {
    if (!t) {
        return false;
    }
    return typeof t.types === 'function' && typeof t.names === 'function';
}
function isObjectOrArray(t) {
    return Array.isArray(t) || (t instanceof Object && typeof t !== 'function');
}
function toMap(input) {
    if (!isObjectOrArray(input)) {
        return null;
    }
    else if (input instanceof $tea.Model) {
        return $tea.toMap(input);
    }
    else if (input && input.toMap && typeof input.toMap === 'function') {
        // \u89e3\u51b3\u8de8\u7248\u672c Model \u4e0d\u4e92\u8ba4\u7684\u95ee\u9898
        return input.toMap();
    }
    else if (Array.isArray(input)) {
        const result = [];
        input.forEach((value) => {
            if (isObjectOrArray(value)) {
                result.push(toMap(value));
            }
            else {
                result.push(value);
            }
        });
        return result;
    }
    else if (input instanceof Object) {
        const result = {};
        Object.entries(input).forEach(([key, value]) => {
            if (isObjectOrArray(value)) {
                result[key] = toMap(value);
            }
            else {
                result[key] = value;
            }
        });
        return result;
    }
}
class Client {
    /**
     * Convert all params of body other than type of readable into content
     * @param input source Model
     * @param output target Model
     * @return void
     */
    static convert(input, output) {
        if (!output) {
            return;
        }
        let inputModel = Object.assign({}, input);
        let constructor = output.constructor;
        let types = constructor.types();
        // let constructor = <any>output.constructor;
        for (let key of Object.keys(constructor.names())) {
            if (inputModel[key] !== null && inputModel[key] !== undefined) {
                if (isModelClass(types[key])) {
                    output[key] = new types[key](output[key]);
                    Client.convert(inputModel[key], output[key]);
                }
                else if (types[key] && types[key].type === 'array') {
                    output[key] = inputModel[key].map(function (d) {
                        if (isModelClass(types[key].itemType)) {
                            var item = new types[key].itemType({});
                            Client.convert(d, item);
                            return item;
                        }
                        return d;
                    });
                }
                else if (types[key] && types[key].type === 'map') {
                    output[key] = {};
                    Object.keys(inputModel[key]).map(function (d) {
                        if (isModelClass(types[key].valueType)) {
                            var item = new types[key].valueType({});
                            Client.convert(inputModel[key][d], item);
                            output[key][d] = item;
                        }
                        else {
                            output[key][d] = inputModel[key][d];
                        }
                    });
                }
                else {
                    output[key] = inputModel[key];
                }
            }
        }
    }
    /**
     * Get the string to be signed according to request
     * @param request  which contains signed messages
     * @return the signed string
     */
    static getStringToSign(request) {
        const method = request.method;
        const accept = request.headers['accept'];
        const contentMD5 = request.headers['content-md5'] || '';
        const contentType = request.headers['content-type'] || '';
        const date = request.headers['date'] || '';
        const header = `${method}\n${accept}\n${contentMD5}\n${contentType}\n${date}\n`;
        const canonicalizedHeaders = getCanonicalizedHeaders(request.headers);
        const canonicalizedResource = getCanonicalizedResource(request.pathname, request.query);
        return `${header}${canonicalizedHeaders}${canonicalizedResource}`;
    }
    /**
     * Get signature according to stringToSign, secret
     * @param stringToSign  the signed string
     * @param secret accesskey secret
     * @return the signature
     */
    static getROASignature(stringToSign, secret) {
        const utf8Buff = Buffer.from(stringToSign, 'utf8');
        return kitx_1.default.sha1(utf8Buff, secret, 'base64');
    }
    /**
     * Parse filter into a form string
     * @param filter object
     * @return the string
     */
    static toForm(filter) {
        if (!filter) {
            return '';
        }
        let target = {};
        flatMap(target, filter);
        return tea_util_1.default.toFormString(target);
    }
    /**
     * Get timestamp
     * @return the timestamp string
     */
    static getTimestamp() {
        let date = new Date();
        let YYYY = date.getUTCFullYear();
        let MM = kitx_1.default.pad2(date.getUTCMonth() + 1);
        let DD = kitx_1.default.pad2(date.getUTCDate());
        let HH = kitx_1.default.pad2(date.getUTCHours());
        let mm = kitx_1.default.pad2(date.getUTCMinutes());
        let ss = kitx_1.default.pad2(date.getUTCSeconds());
        return `${YYYY}-${MM}-${DD}T${HH}:${mm}:${ss}Z`;
    }
    /**
     * Parse filter into a object which's type is map[string]string
     * @param filter query param
     * @return the object
     */
    static query(filter) {
        if (!filter) {
            return {};
        }
        let ret = {};
        flatMap(ret, filter);
        return ret;
    }
    /**
     * Get signature according to signedParams, method and secret
     * @param signedParams params which need to be signed
     * @param method http method e.g. GET
     * @param secret AccessKeySecret
     * @return the signature
     */
    static getRPCSignature(signedParams, method, secret) {
        var normalized = normalize(signedParams);
        var canonicalized = canonicalize(normalized);
        var stringToSign = `${method}&${encode('/')}&${encode(canonicalized)}`;
        const key = secret + '&';
        return kitx_1.default.sha1(stringToSign, key, 'base64');
    }
    /**
     * Parse array into a string with specified style
     * @param array the array
     * @param prefix the prefix string
     * @style specified style e.g. repeatList
     * @return the string
     */
    static arrayToStringWithSpecifiedStyle(array, prefix, style) {
        if (!array) {
            return '';
        }
        if (style === 'repeatList') {
            let target = {};
            replaceRepeatList(target, array, prefix);
            return querystring_1.default.stringify(target, '&&');
        }
        else if (style === 'json') {
            return JSON.stringify(toMap(array));
        }
        else if (style === 'simple') {
            return array.join(',');
        }
        else if (style === 'spaceDelimited') {
            return array.join(' ');
        }
        else if (style === 'pipeDelimited') {
            return array.join('|');
        }
        else {
            return '';
        }
    }
    /**
     * Transform input as map.
     */
    static parseToMap(input) {
        return toMap(input);
    }
    static getEndpoint(endpoint, serverUse, endpointType) {
        if (endpointType == "internal") {
            let strs = endpoint.split(".");
            strs[0] += "-internal";
            endpoint = strs.join(".");
        }
        if (serverUse && endpointType == "accelerate") {
            return "oss-accelerate.aliyuncs.com";
        }
        return endpoint;
    }
    /**
    * Encode raw with base16
    * @param raw encoding data
    * @return encoded string
    */
    static hexEncode(raw) {
        return raw.toString("hex");
    }
    /**
     * Hash the raw data with signatureAlgorithm
     * @param raw hashing data
     * @param signatureAlgorithm the autograph method
     * @return hashed bytes
    */
    static hash(raw, signatureAlgorithm) {
        if (signatureAlgorithm === "ACS3-HMAC-SHA256" || signatureAlgorithm === "ACS3-RSA-SHA256") {
            const obj = crypto_1.default.createHash('sha256');
            obj.update(raw);
            return obj.digest();
        }
        else if (signatureAlgorithm == "ACS3-HMAC-SM3") {
            const obj = crypto_1.default.createHash('sm3');
            obj.update(raw);
            return obj.digest();
        }
    }
    static signatureMethod(secret, source, signatureAlgorithm) {
        if (signatureAlgorithm === "ACS3-HMAC-SHA256") {
            const obj = crypto_1.default.createHmac('sha256', secret);
            obj.update(source);
            return obj.digest();
        }
        else if (signatureAlgorithm === "ACS3-HMAC-SM3") {
            const obj = crypto_1.default.createHmac('sm3', secret);
            obj.update(source);
            return obj.digest();
        }
        else if (signatureAlgorithm === "ACS3-RSA-SHA256") {
            if (!secret.startsWith(PEM_BEGIN)) {
                secret = PEM_BEGIN + secret;
            }
            if (!secret.endsWith(PEM_END)) {
                secret = secret + PEM_END;
            }
            var signerObject = crypto_1.default.createSign("RSA-SHA256");
            signerObject.update(source);
            var signature = signerObject.sign({ key: secret, padding: crypto_1.default.constants.RSA_PKCS1_PADDING });
            return signature;
        }
    }
    /**
     * Get the authorization
     * @param request request params
     * @param signatureAlgorithm the autograph method
     * @param payload the hashed request
     * @param acesskey the acesskey string
     * @param accessKeySecret the accessKeySecret string
     * @return authorization string
     */
    static getAuthorization(request, signatureAlgorithm, payload, acesskey, accessKeySecret) {
        const canonicalURI = (request.pathname || "").replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        const method = request.method;
        const canonicalQueryString = getAuthorizationQueryString(request.query);
        const tuple = getAuthorizationHeaders(request.headers);
        const canonicalheaders = tuple["canonicalheaders"];
        const signedHeaders = tuple["hsKeys"];
        const canonicalRequest = method + "\n" + canonicalURI + "\n" + canonicalQueryString + "\n" + canonicalheaders + "\n" +
            signedHeaders.join(";") + "\n" + payload;
        let raw = Buffer.from(canonicalRequest);
        const stringToSign = signatureAlgorithm + "\n" + Client.hexEncode(Client.hash(raw, signatureAlgorithm));
        const signature = Client.hexEncode(Client.signatureMethod(accessKeySecret, stringToSign, signatureAlgorithm));
        const auth = `${signatureAlgorithm} Credential=${acesskey},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`;
        return auth;
    }
    static getEncodePath(path) {
        if (typeof path === 'undefined' || path === null) {
            return '';
        }
        let strs = path.split('/');
        for (let i = 0; i < strs.length; i++) {
            strs[i] = encode(strs[i]);
        }
        return strs.join('/');
    }
    static getEncodeParam(param) {
        if (typeof param === 'undefined' || param === null) {
            return '';
        }
        return encode(param);
    }
    /**
     * Transform a map to a flat style map where keys are prefixed with length info.
     * Map keys are transformed from "key" to "#length#key" format.
     * @param object the input object (can be a Model, Array, Map, or other types)
     * @return the transformed object
     */
    static mapToFlatStyle(object) {
        if (object === null || object === undefined) {
            return object;
        }
        if (Array.isArray(object)) {
            const list = [];
            for (let i = 0; i < object.length; i++) {
                list.push(Client.mapToFlatStyle(object[i]));
            }
            return list;
        }
        else if (object instanceof $tea.Model || (object && object.toMap && typeof object.toMap === 'function')) {
            // Handle TeaModel instances
            const map = object instanceof $tea.Model ? $tea.toMap(object) : object.toMap();
            const result = {};
            for (const key of Object.keys(map)) {
                const value = map[key];
                if (value !== null && value !== undefined && typeof value === 'object' && !Array.isArray(value) && !(value instanceof $tea.Model) && !(value.toMap && typeof value.toMap === 'function')) {
                    // It's a plain Map/object
                    const flatMap = {};
                    for (const entryKey of Object.keys(value)) {
                        flatMap[`#${entryKey.length}#${entryKey}`] = Client.mapToFlatStyle(value[entryKey]);
                    }
                    result[key] = flatMap;
                }
                else {
                    result[key] = Client.mapToFlatStyle(value);
                }
            }
            return result;
        }
        else if (typeof object === 'object') {
            // Handle plain Map/object
            const flatMap = {};
            for (const key of Object.keys(object)) {
                flatMap[`#${key.length}#${key}`] = Client.mapToFlatStyle(object[key]);
            }
            return flatMap;
        }
        return object;
    }
}
exports["default"] = Client;
//# sourceMappingURL=client.js.map

/***/ }),

/***/ 7907:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __extends = (this && this.__extends) || (function () {
    var extendStatics = function (d, b) {
        extendStatics = Object.setPrototypeOf ||
            ({ __proto__: [] } instanceof Array && function (d, b) { d.__proto__ = b; }) ||
            function (d, b) { for (var p in b) if (b.hasOwnProperty(p)) d[p] = b[p]; };
        return extendStatics(d, b);
    };
    return function (d, b) {
        extendStatics(d, b);
        function __() { this.constructor = d; }
        d.prototype = b === null ? Object.create(b) : (__.prototype = b.prototype, new __());
    };
})();
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
var __generator = (this && this.__generator) || function (thisArg, body) {
    var _ = { label: 0, sent: function() { if (t[0] & 1) throw t[1]; return t[1]; }, trys: [], ops: [] }, f, y, t, g;
    return g = { next: verb(0), "throw": verb(1), "return": verb(2) }, typeof Symbol === "function" && (g[Symbol.iterator] = function() { return this; }), g;
    function verb(n) { return function (v) { return step([n, v]); }; }
    function step(op) {
        if (f) throw new TypeError("Generator is already executing.");
        while (_) try {
            if (f = 1, y && (t = op[0] & 2 ? y["return"] : op[0] ? y["throw"] || ((t = y["return"]) && t.call(y), 0) : y.next) && !(t = t.call(y, op[1])).done) return t;
            if (y = 0, t) op = [op[0] & 2, t.value];
            switch (op[0]) {
                case 0: case 1: t = op; break;
                case 4: _.label++; return { value: op[1], done: false };
                case 5: _.label++; y = op[1]; op = [0]; continue;
                case 7: op = _.ops.pop(); _.trys.pop(); continue;
                default:
                    if (!(t = _.trys, t = t.length > 0 && t[t.length - 1]) && (op[0] === 6 || op[0] === 2)) { _ = 0; continue; }
                    if (op[0] === 3 && (!t || (op[1] > t[0] && op[1] < t[3]))) { _.label = op[1]; break; }
                    if (op[0] === 6 && _.label < t[1]) { _.label = t[1]; t = op; break; }
                    if (t && _.label < t[2]) { _.label = t[2]; _.ops.push(op); break; }
                    if (t[2]) _.ops.pop();
                    _.trys.pop(); continue;
            }
            op = body.call(thisArg, _);
        } catch (e) { op = [6, e]; y = 0; } finally { f = t = 0; }
        if (op[0] & 5) throw op[1]; return { value: op[0] ? op[1] : void 0, done: true };
    }
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.isRetryable = exports.retryError = exports.newUnretryableError = exports.getBackoffTime = exports.allowRetry = exports.sleep = exports.cast = exports.Model = exports.toMap = exports.newError = exports.doAction = exports.Response = exports.Request = exports.BytesReadable = void 0;
var querystring = __importStar(__nccwpck_require__(3480));
var http_1 = __nccwpck_require__(8611);
var https_1 = __nccwpck_require__(5692);
var stream_1 = __nccwpck_require__(2203);
var httpx = __importStar(__nccwpck_require__(1177));
var url_1 = __nccwpck_require__(7016);
var BytesReadable = /** @class */ (function (_super) {
    __extends(BytesReadable, _super);
    function BytesReadable(value) {
        var _this = _super.call(this) || this;
        if (typeof value === 'string') {
            _this.value = Buffer.from(value);
        }
        else if (Buffer.isBuffer(value)) {
            _this.value = value;
        }
        return _this;
    }
    BytesReadable.prototype._read = function () {
        this.push(this.value);
        this.push(null);
    };
    return BytesReadable;
}(stream_1.Readable));
exports.BytesReadable = BytesReadable;
var Request = /** @class */ (function () {
    function Request() {
        this.headers = {};
        this.query = {};
    }
    return Request;
}());
exports.Request = Request;
var Response = /** @class */ (function () {
    function Response(httpResponse) {
        this.statusCode = httpResponse.statusCode;
        this.statusMessage = httpResponse.statusMessage;
        this.headers = this.convertHeaders(httpResponse.headers);
        this.body = httpResponse;
    }
    Response.prototype.convertHeaders = function (headers) {
        var results = {};
        var keys = Object.keys(headers);
        for (var index = 0; index < keys.length; index++) {
            var key = keys[index];
            results[key] = headers[key];
        }
        return results;
    };
    Response.prototype.readBytes = function () {
        return __awaiter(this, void 0, void 0, function () {
            var buff;
            return __generator(this, function (_a) {
                switch (_a.label) {
                    case 0: return [4 /*yield*/, httpx.read(this.body, '')];
                    case 1:
                        buff = _a.sent();
                        return [2 /*return*/, buff];
                }
            });
        });
    };
    return Response;
}());
exports.Response = Response;
function buildURL(request) {
    var url = request.protocol + "://" + request.headers['host'];
    if (request.port) {
        url += ":" + request.port;
    }
    url += "" + request.pathname;
    var urlInfo = url_1.parse(url);
    if (request.query && Object.keys(request.query).length > 0) {
        if (urlInfo.query) {
            url += "&" + querystring.stringify(request.query);
        }
        else {
            url += "?" + querystring.stringify(request.query);
        }
    }
    return url;
}
function isModelClass(t) {
    if (!t) {
        return false;
    }
    return typeof t.types === 'function' && typeof t.names === 'function';
}
function doAction(request, runtime) {
    if (runtime === void 0) { runtime = null; }
    return __awaiter(this, void 0, void 0, function () {
        var url, method, options, agentOptions, response;
        return __generator(this, function (_a) {
            switch (_a.label) {
                case 0:
                    url = buildURL(request);
                    method = (request.method || 'GET').toUpperCase();
                    options = {
                        method: method,
                        headers: request.headers
                    };
                    if (method !== 'GET' && method !== 'HEAD') {
                        options.data = request.body;
                    }
                    if (runtime) {
                        if (typeof runtime.timeout !== 'undefined') {
                            options.timeout = Number(runtime.timeout);
                        }
                        if (typeof runtime.readTimeout !== 'undefined') {
                            options.readTimeout = Number(runtime.readTimeout);
                        }
                        if (typeof runtime.connectTimeout !== 'undefined') {
                            options.connectTimeout = Number(runtime.connectTimeout);
                        }
                        if (typeof runtime.ignoreSSL !== 'undefined') {
                            options.rejectUnauthorized = !runtime.ignoreSSL;
                        }
                        if (typeof runtime.key !== 'undefined') {
                            options.key = String(runtime.key);
                        }
                        if (typeof runtime.cert !== 'undefined') {
                            options.cert = String(runtime.cert);
                        }
                        if (typeof runtime.ca !== 'undefined') {
                            options.ca = String(runtime.ca);
                        }
                        agentOptions = {
                            keepAlive: true,
                        };
                        if (typeof runtime.keepAlive !== 'undefined') {
                            agentOptions.keepAlive = runtime.keepAlive;
                            if (request.protocol && request.protocol.toLowerCase() === 'https') {
                                options.agent = new https_1.Agent(agentOptions);
                            }
                            else {
                                options.agent = new http_1.Agent(agentOptions);
                            }
                        }
                    }
                    return [4 /*yield*/, httpx.request(url, options)];
                case 1:
                    response = _a.sent();
                    return [2 /*return*/, new Response(response)];
            }
        });
    });
}
exports.doAction = doAction;
var ResponseError = /** @class */ (function (_super) {
    __extends(ResponseError, _super);
    function ResponseError(map) {
        var _this = _super.call(this, map.code + ": " + map.message) || this;
        _this.code = map.code;
        _this.data = map.data;
        _this.description = map.description;
        _this.accessDeniedDetail = map.accessDeniedDetail;
        if (_this.data && _this.data.statusCode) {
            _this.statusCode = Number(_this.data.statusCode);
        }
        return _this;
    }
    return ResponseError;
}(Error));
function newError(data) {
    return new ResponseError(data);
}
exports.newError = newError;
function getValue(type, value) {
    if (typeof type === 'string') {
        // basic type
        return value;
    }
    if (type.type === 'array') {
        if (!Array.isArray(value)) {
            throw new Error("expect: array, actual: " + typeof value);
        }
        return value.map(function (item) {
            return getValue(type.itemType, item);
        });
    }
    if (typeof type === 'function') {
        if (isModelClass(type)) {
            return new type(value);
        }
        return value;
    }
    return value;
}
function toMap(value) {
    if (value === void 0) { value = undefined; }
    if (typeof value === 'undefined' || value == null) {
        return null;
    }
    if (value instanceof Model) {
        return value.toMap();
    }
    // \u5982\u679c\u662f\u53e6\u4e00\u4e2a\u7248\u672c\u7684 tea-typescript \u521b\u5efa\u7684 model\uff0cinstanceof \u4f1a\u5224\u65ad\u4e0d\u901a\u8fc7
    // \u8fd9\u91cc\u505a\u4e00\u4e0b\u5904\u7406
    if (typeof value.toMap === 'function') {
        return value.toMap();
    }
    if (Array.isArray(value)) {
        return value.map(function (item) {
            return toMap(item);
        });
    }
    return value;
}
exports.toMap = toMap;
var Model = /** @class */ (function () {
    function Model(map) {
        var _this = this;
        if (map == null) {
            return;
        }
        var clz = this.constructor;
        var names = clz.names();
        var types = clz.types();
        Object.keys(names).forEach((function (name) {
            var value = map[name];
            if (value === undefined || value === null) {
                return;
            }
            var type = types[name];
            _this[name] = getValue(type, value);
        }));
    }
    Model.prototype.toMap = function () {
        var _this = this;
        var map = {};
        var clz = this.constructor;
        var names = clz.names();
        Object.keys(names).forEach((function (name) {
            var originName = names[name];
            var value = _this[name];
            if (typeof value === 'undefined' || value == null) {
                return;
            }
            map[originName] = toMap(value);
        }));
        return map;
    };
    return Model;
}());
exports.Model = Model;
function cast(obj, t) {
    if (!obj) {
        throw new Error('can not cast to Map');
    }
    if (typeof obj !== 'object') {
        throw new Error('can not cast to Map');
    }
    var map = obj;
    var clz = t.constructor;
    var names = clz.names();
    var types = clz.types();
    Object.keys(names).forEach(function (key) {
        var originName = names[key];
        var value = map[originName];
        var type = types[key];
        if (typeof value === 'undefined' || value == null) {
            return;
        }
        if (typeof type === 'string') {
            if (type === 'Readable' ||
                type === 'map' ||
                type === 'Buffer' ||
                type === 'any' ||
                typeof value === type) {
                t[key] = value;
                return;
            }
            if (type === 'string' &&
                (typeof value === 'number' ||
                    typeof value === 'boolean')) {
                t[key] = value.toString();
                return;
            }
            if (type === 'boolean') {
                if (value === 1 || value === 0) {
                    t[key] = !!value;
                    return;
                }
                if (value === 'true' || value === 'false') {
                    t[key] = value === 'true';
                    return;
                }
            }
            if (type === 'number' && typeof value === 'string') {
                if (value.match(/^\d*$/)) {
                    t[key] = parseInt(value);
                    return;
                }
                if (value.match(/^[\.\d]*$/)) {
                    t[key] = parseFloat(value);
                    return;
                }
            }
            throw new Error("type of " + key + " is mismatch, expect " + type + ", but " + typeof value);
        }
        else if (type.type === 'map') {
            if (!(value instanceof Object)) {
                throw new Error("type of " + key + " is mismatch, expect object, but " + typeof value);
            }
            t[key] = value;
        }
        else if (type.type === 'array') {
            if (!Array.isArray(value)) {
                throw new Error("type of " + key + " is mismatch, expect array, but " + typeof value);
            }
            if (typeof type.itemType === 'function') {
                t[key] = value.map(function (d) {
                    if (isModelClass(type.itemType)) {
                        return cast(d, new type.itemType({}));
                    }
                    return d;
                });
            }
            else {
                t[key] = value;
            }
        }
        else if (typeof type === 'function') {
            if (!(value instanceof Object)) {
                throw new Error("type of " + key + " is mismatch, expect object, but " + typeof value);
            }
            if (isModelClass(type)) {
                t[key] = cast(value, new type({}));
                return;
            }
            t[key] = value;
        }
        else {
        }
    });
    return t;
}
exports.cast = cast;
function sleep(ms) {
    return new Promise(function (resolve) {
        setTimeout(resolve, ms);
    });
}
exports.sleep = sleep;
function allowRetry(retry, retryTimes, startTime) {
    // \u8fd8\u672a\u91cd\u8bd5
    if (retryTimes === 0) {
        return true;
    }
    if (retry.retryable !== true) {
        return false;
    }
    if (retry.policy === 'never') {
        return false;
    }
    if (retry.policy === 'always') {
        return true;
    }
    if (retry.policy === 'simple') {
        return (retryTimes < retry['maxAttempts']);
    }
    if (retry.policy === 'timeout') {
        return Date.now() - startTime < retry.timeout;
    }
    if (retry.maxAttempts && typeof retry.maxAttempts === 'number') {
        return retry.maxAttempts >= retryTimes;
    }
    // \u9ed8\u8ba4\u4e0d\u91cd\u8bd5
    return false;
}
exports.allowRetry = allowRetry;
function getBackoffTime(backoff, retryTimes) {
    if (retryTimes === 0) {
        // \u9996\u6b21\u8c03\u7528\uff0c\u4e0d\u4f7f\u7528\u9000\u907f\u7b56\u7565
        return 0;
    }
    if (backoff.policy === 'no') {
        // \u4e0d\u9000\u907f
        return 0;
    }
    if (backoff.policy === 'fixed') {
        // \u56fa\u5b9a\u9000\u907f
        return backoff.period;
    }
    if (backoff.policy === 'random') {
        // \u968f\u673a\u9000\u907f
        var min = backoff['minPeriod'];
        var max = backoff['maxPeriod'];
        return min + (max - min) * Math.random();
    }
    if (backoff.policy === 'exponential') {
        // \u6307\u6570\u9000\u907f
        var init = backoff.initial;
        var multiplier = backoff.multiplier;
        var time = init * Math.pow(1 + multiplier, retryTimes - 1);
        var max = backoff.max;
        return Math.min(time, max);
    }
    if (backoff.policy === 'exponential_random') {
        // \u6307\u6570\u968f\u673a\u9000\u907f
        var init = backoff.initial;
        var multiplier = backoff.multiplier;
        var time = init * Math.pow(1 + multiplier, retryTimes - 1);
        var max = backoff.max;
        return Math.min(time * (0.5 + Math.random()), max);
    }
    return 0;
}
exports.getBackoffTime = getBackoffTime;
var UnretryableError = /** @class */ (function (_super) {
    __extends(UnretryableError, _super);
    function UnretryableError(message) {
        var _this = _super.call(this, message) || this;
        _this.name = 'UnretryableError';
        return _this;
    }
    return UnretryableError;
}(Error));
function newUnretryableError(request) {
    var e = new UnretryableError('');
    e.data = {
        lastRequest: request
    };
    return e;
}
exports.newUnretryableError = newUnretryableError;
var RetryError = /** @class */ (function (_super) {
    __extends(RetryError, _super);
    function RetryError(message) {
        var _this = _super.call(this, message) || this;
        _this.name = 'RetryError';
        return _this;
    }
    return RetryError;
}(Error));
function retryError(request, response) {
    var e = new RetryError('');
    e.data = {
        request: request,
        response: response
    };
    return e;
}
exports.retryError = retryError;
function isRetryable(err) {
    if (typeof err === 'undefined' || err === null) {
        return false;
    }
    return err.name === 'RetryError';
}
exports.isRetryable = isRetryable;
//# sourceMappingURL=tea.js.map

/***/ }),

/***/ 8373:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.RuntimeOptions = exports.ExtendsParameters = void 0;
const stream_1 = __nccwpck_require__(2203);
const $tea = __importStar(__nccwpck_require__(7907));
const kitx = __importStar(__nccwpck_require__(896));
const querystring_1 = __importDefault(__nccwpck_require__(3480));
const os_1 = __nccwpck_require__(857);
const DEFAULT_USER_AGENT = `AlibabaCloud (${os_1.platform()}; ${os_1.arch()}) Node.js/${process.version} Core/1.0.1 TeaDSL/1`;
class ExtendsParameters extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            headers: 'headers',
            queries: 'queries',
        };
    }
    static types() {
        return {
            headers: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
            queries: { 'type': 'map', 'keyType': 'string', 'valueType': 'string' },
        };
    }
}
exports.ExtendsParameters = ExtendsParameters;
class RuntimeOptions extends $tea.Model {
    constructor(map) {
        super(map);
    }
    static names() {
        return {
            autoretry: 'autoretry',
            ignoreSSL: 'ignoreSSL',
            key: 'key',
            cert: 'cert',
            ca: 'ca',
            maxAttempts: 'max_attempts',
            backoffPolicy: 'backoff_policy',
            backoffPeriod: 'backoff_period',
            readTimeout: 'readTimeout',
            connectTimeout: 'connectTimeout',
            httpProxy: 'httpProxy',
            httpsProxy: 'httpsProxy',
            noProxy: 'noProxy',
            maxIdleConns: 'maxIdleConns',
            keepAlive: 'keepAlive',
            extendsParameters: 'extendsParameters',
        };
    }
    static types() {
        return {
            autoretry: 'boolean',
            ignoreSSL: 'boolean',
            key: 'string',
            cert: 'string',
            ca: 'string',
            maxAttempts: 'number',
            backoffPolicy: 'string',
            backoffPeriod: 'number',
            readTimeout: 'number',
            connectTimeout: 'number',
            httpProxy: 'string',
            httpsProxy: 'string',
            noProxy: 'string',
            maxIdleConns: 'number',
            keepAlive: 'boolean',
            extendsParameters: ExtendsParameters,
        };
    }
}
exports.RuntimeOptions = RuntimeOptions;
function read(readable) {
    return new Promise((resolve, reject) => {
        let onData, onError, onEnd;
        var cleanup = function () {
            // cleanup
            readable.removeListener('error', onError);
            readable.removeListener('data', onData);
            readable.removeListener('end', onEnd);
        };
        var bufs = [];
        var size = 0;
        onData = function (buf) {
            bufs.push(buf);
            size += buf.length;
        };
        onError = function (err) {
            cleanup();
            reject(err);
        };
        onEnd = function () {
            cleanup();
            resolve(Buffer.concat(bufs, size));
        };
        readable.on('error', onError);
        readable.on('data', onData);
        readable.on('end', onEnd);
    });
}
class Client {
    static toString(buff) {
        return buff.toString();
    }
    static parseJSON(text) {
        return JSON.parse(text);
    }
    static async readAsBytes(stream) {
        return await read(stream);
    }
    static async readAsString(stream) {
        let buff = await Client.readAsBytes(stream);
        return Client.toString(buff);
    }
    static async readAsJSON(stream) {
        return Client.parseJSON(await Client.readAsString(stream));
    }
    static getNonce() {
        return kitx.makeNonce();
    }
    static getDateUTCString() {
        const now = new Date();
        return now.toUTCString();
    }
    static defaultString(real, defaultValue) {
        return real || defaultValue;
    }
    static defaultNumber(real, defaultValue) {
        return real || defaultValue;
    }
    static toFormString(val) {
        return querystring_1.default.stringify(val);
    }
    static toJSONString(val) {
        if (typeof val === 'string') {
            return val;
        }
        return JSON.stringify(val);
    }
    static toBytes(val) {
        return Buffer.from(val);
    }
    static empty(val) {
        return !val;
    }
    static equalString(val1, val2) {
        return val1 === val2;
    }
    static equalNumber(val1, val2) {
        return val1 === val2;
    }
    static isUnset(value) {
        if (typeof value === 'undefined') {
            return true;
        }
        if (value === null) {
            return true;
        }
        return false;
    }
    static stringifyMapValue(m) {
        if (!m) {
            return m;
        }
        const result = {};
        for (const [key, value] of Object.entries(m)) {
            if (typeof value === 'undefined' || value === null) {
                continue;
            }
            result[key] = String(value);
        }
        return result;
    }
    static anyifyMapValue(m) {
        return m;
    }
    static assertAsBoolean(value) {
        if (typeof value === 'boolean') {
            return value;
        }
        throw new Error(`The value is not a boolean`);
    }
    static assertAsString(value) {
        if (typeof value === 'string') {
            return value;
        }
        throw new Error(`The value is not a string`);
    }
    static assertAsNumber(value) {
        if (typeof value === 'number') {
            return value;
        }
        throw new Error(`The value is not a number`);
    }
    /**
     * Assert a value, if it is a integer, return it, otherwise throws
     * @return the integer value
     */
    static assertAsInteger(value) {
        if (Number.isInteger(value)) {
            return value;
        }
        throw new Error(`The value is not a int number`);
    }
    static assertAsMap(value) {
        if (value && typeof value === 'object' && !Array.isArray(value)) {
            return value;
        }
        throw new Error(`The value is not a object`);
    }
    static assertAsArray(value) {
        if (Array.isArray(value)) {
            return value;
        }
        throw new Error(`The value is not array`);
    }
    static assertAsBytes(value) {
        if (Buffer.isBuffer(value)) {
            return value;
        }
        throw new Error(`The value is not bytes`);
    }
    static getUserAgent(userAgent) {
        if (!userAgent || !userAgent.length) {
            return DEFAULT_USER_AGENT;
        }
        return DEFAULT_USER_AGENT + " " + userAgent;
    }
    static is2xx(code) {
        return code >= 200 && code < 300;
    }
    static is3xx(code) {
        return code >= 300 && code < 400;
    }
    static is4xx(code) {
        return code >= 400 && code < 500;
    }
    static is5xx(code) {
        return code >= 500 && code < 600;
    }
    static validateModel(m) {
    }
    static toMap(inputModel) {
        return $tea.toMap(inputModel);
    }
    static async sleep(millisecond) {
        return new Promise(resolve => {
            setTimeout(() => {
                resolve();
            }, millisecond);
        });
    }
    static toArray(input) {
        if (!(input instanceof Array)) {
            return null;
        }
        let ret = [];
        input.forEach((model) => {
            if (!model) {
                return;
            }
            ret.push($tea.toMap(model));
        });
        return ret;
    }
    /**
     * Assert a value, if it is a readable, return it, otherwise throws
     * @return the readable value
     */
    static assertAsReadable(value) {
        if (value instanceof stream_1.Readable) {
            return value;
        }
        throw new Error(`The value is not a readable`);
    }
}
exports["default"] = Client;
//# sourceMappingURL=client.js.map

/***/ }),

/***/ 896:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



const fs = __nccwpck_require__(9896);
const os = __nccwpck_require__(857);
const crypto = __nccwpck_require__(6982);

/**
 * Load *.json file synchronous. Don't use require('*.json')
 * to load *.json files, it will cached in process.
 * @param {String} filename absolute file path
 * @return {Object} a parsed object
 */
exports.loadJSONSync = function (filename) {
  // strip BOM
  var content = fs.readFileSync(filename, 'utf8');
  if (content.charCodeAt(0) === 0xFEFF) {
    content = content.slice(1);
  }
  try {
    return JSON.parse(content);
  } catch (err) {
    err.message = filename + ': ' + err.message;
    throw err;
  }
};

/**
 * Encoding a string to Buffer safely
 * @param {String} str string.
 * @param {String} encoding. optional.
 * @return {Buffer} encoded buffer
 */
exports.encode = function (str, encoding) {
  if (typeof str !== 'string') {
    str = '' + str;
  }

  return Buffer.from(str, encoding);
};

/**
 * Generate a haser with specfied algorithm
 * @param {String} algorithm can be md5, etc.
 * @return {Function} a haser with specfied algorithm
 */
exports.makeHasher = function (algorithm) {
  return function (data, encoding) {
    var shasum = crypto.createHash(algorithm);
    shasum.update(data);
    return shasum.digest(encoding);
  };
};

exports.createHash = exports.makeHasher;

/**
 * Get md5 hash digests of data
 * @param {String|Buffer} data data.
 * @param {String} encoding optional. can be 'hex', 'binary', 'base64'.
 * @return {String|Buffer} if no encoding is provided, a buffer is returned.
 */
exports.md5 = exports.makeHasher('md5');

/**
 * Get sha1 hash digests of data
 * @param {String|Buffer} data data.
 * @param {String} key the key.
 * @param {String} encoding optionnal. can be 'hex', 'binary', 'base64'.
 * @return {String|Buffer} if no encoding is provided, a buffer is returned.
 */
exports.createHmac = function (algorithm) {
  return function (data, key, encoding) {
    return crypto.createHmac(algorithm, key).update(data).digest(encoding);
  };
};

/**
 * Get sha1 hash digests of data
 * @param {String|Buffer} data data.
 * @param {String} key the key.
 * @param {String} encoding optionnal. can be 'hex', 'binary', 'base64'.
 * @return {String|Buffer} if no encoding is provided, a buffer is returned.
 */
exports.sha1 = exports.createHmac('sha1');

/**
 * Get a random value in a range
 * @param {Number} min range start.
 * @param {Number} max range end.
 */
exports.random = function (min, max) {
  return Math.floor(min + Math.random() * (max - min));
};

/**
 * Generate a nonce string
 * @return {String} a nonce string.
 */
exports.makeNonce = (function () {
  var counter = 0;
  var last;
  const machine = os.hostname();
  const pid = process.pid;

  return function () {
    var val = Math.floor(Math.random() * 1000000000000);
    if (val === last) {
      counter++;
    } else {
      counter = 0;
    }

    last = val;

    var uid = `${machine}${pid}${val}${counter}`;
    return exports.md5(uid, 'hex');
  };
}());

/**
 * Pad a number as \d\d format
 * @param {Number} num a number that less than 100.
 * @return {String} if number less than 10, pad with 0,
 *  otherwise, returns string of number.
 */
exports.pad2 = function (num) {
  if (num < 10) {
    return '0' + num;
  }
  return '' + num;
};

/**
 * Pad a number as \d\d\d format
 * @param {Number} num a number that less than 1000.
 * @return {String} if number less than 100, pad with 0,
 *  otherwise, returns string of number.
 */
exports.pad3 = function (num) {
  if (num < 10) {
    return '00' + num;
  } else if (num < 100) {
    return '0' + num;
  }
  return '' + num;
};

/**
 * Return the YYYYMMDD format of a date.
 * @param {Date} date a Date object.
 * @return {String} the YYYYMMDD format.
 */
exports.getYYYYMMDD = function (date) {
  var YYYY = date.getFullYear();
  var MM = exports.pad2(date.getMonth() + 1);
  var DD = exports.pad2(date.getDate());
  return '' + YYYY + MM + DD;
};

/**
 * sleep a while.
 * @param {Number} in milliseconds
 * @return {Promise} a Promise
 */
exports.sleep = function (ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
};

/**
 * Get the IPv4 address
 * @return {String} the IPv4 address, or empty string
 */
exports.getIPv4 = function () {
  var interfaces = os.networkInterfaces();
  var keys = Object.keys(interfaces);
  for (var i = 0; i < keys.length; i++) {
    var key = keys[i];
    var addresses = interfaces[key];
    for (var j = 0; j < addresses.length; j++) {
      var item = addresses[j];
      if (!item.internal && item.family === 'IPv4') {
        return item.address;
      }
    }
  }

  // without non-internal address
  return '';
};

/**
 * Get the Mac address
 * @return {String} the Mac address
 */
exports.getMac = function () {
  var interfaces = os.networkInterfaces();
  var keys = Object.keys(interfaces);
  for (var i = 0; i < keys.length; i++) {
    var key = keys[i];
    var addresses = interfaces[key];
    for (var j = 0; j < addresses.length; j++) {
      var item = addresses[j];
      if (!item.internal && item.family === 'IPv4') {
        return item.mac;
      }
    }
  }

  // without non-internal address
  return '00:00:00:00:00:00';
};

/**
 * Read all bytes from a readable
 * @return {Readable} the readable stream
 * @return {Promise} a Promise with all bytes
 */
exports.readAll = function (readable) {
  return new Promise((resolve, reject) => {
    var onError, onData, onEnd;
    var cleanup = function (err) {
      // cleanup
      readable.removeListener('error', onError);
      readable.removeListener('data', onData);
      readable.removeListener('end', onEnd);
    };

    var bufs = [];
    var size = 0;

    onData = function (buf) {
      bufs.push(buf);
      size += buf.length;
    };

    onError = function (err) {
      cleanup();
      reject(err);
    };

    onEnd = function () {
      cleanup();
      resolve(Buffer.concat(bufs, size));
    };

    readable.on('error', onError);
    readable.on('data', onData);
    readable.on('end', onEnd);
  });
};

class SimpleCryptoHelper {
  constructor(algorithm, key, iv) {
    this.algorithm = algorithm;
    this.key = key;
    this.iv = iv;
  }

  encrypt(data, inputEncoding, outputEncoding) {
    const cipher = crypto.createCipheriv(this.algorithm, this.key, this.iv);
    let output = cipher.update(data, inputEncoding, outputEncoding);
    output += cipher.final(outputEncoding);
    return output;
  }

  decrypt(encrypted, inputEncoding, outputEncoding) {
    const decipher = crypto.createDecipheriv(this.algorithm, this.key, this.iv);
    let output = decipher.update(encrypted, inputEncoding, outputEncoding);
    output += decipher.final(outputEncoding);
    return output;
  }
}

// a simple helper for AES-192
const helper = new SimpleCryptoHelper(
  'aes-192-cbc',
  Buffer.from('keykeykeykeykeykeykeykey'), // 24 bytes, 192 bits
  Buffer.from('abcdefghijklmnop') // 16 bytes
);

exports.encrypt = function (data, inputEncoding, outputEncoding) {
  return helper.encrypt(data, inputEncoding, outputEncoding);
}

exports.decrypt = function (encrypted, inputEncoding, outputEncoding) {
  return helper.decrypt(encrypted, inputEncoding, outputEncoding);
}


/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = process.getBuiltinModule("buffer");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = process.getBuiltinModule("crypto");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = process.getBuiltinModule("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = process.getBuiltinModule("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("https")[name] });

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:crypto");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:net");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = process.getBuiltinModule("os");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = process.getBuiltinModule("process");

/***/ }),

/***/ 3480:
/***/ ((module) => {

module.exports = process.getBuiltinModule("querystring");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = process.getBuiltinModule("stream");

/***/ }),

/***/ 7016:
/***/ ((module) => {

module.exports = process.getBuiltinModule("url");

/***/ }),

/***/ 1575:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E2: () => (/* binding */ isThrottling),
/* harmony export */   GZ: () => (/* binding */ isDenied),
/* harmony export */   RA: () => (/* binding */ CallError),
/* harmony export */   YU: () => (/* binding */ orCallError),
/* harmony export */   c4: () => (/* binding */ isNotFound),
/* harmony export */   hm: () => (/* binding */ IncompleteListError),
/* harmony export */   pk: () => (/* binding */ malformedResponse),
/* harmony export */   tV: () => (/* binding */ transportCode)
/* harmony export */ });
/* harmony import */ var _errors_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3521);
/* harmony import */ var _errors_catalog_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5139);


/** One call that failed, after its retries. */
class CallError extends _errors_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'CallError';
    operation;
    fault;
    /** HTTP status; 0 without a response. */
    status;
    /** Why there was no response, if `fault` is `transport`. */
    transport;
    /** Whether the cloud may have done what was requested, although no response confirms it. */
    ambiguous;
    /** From the `Retry-After` of the response, if it had one. */
    retryAfterMs;
    #details;
    constructor(details) {
        const { code, message, requestId, cure, policy, nextSteps } = details;
        const isBare = policy === undefined && nextSteps === undefined;
        super((0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .foreignCode */ .o)(code), message, {
            cure: cure ?? (isBare ? (0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .entryOfCall */ .ck)(code)?.cure : undefined),
            policy,
            nextSteps,
            requestId
        });
        this.operation = details.operation;
        this.fault = details.fault;
        this.status = details.status ?? 0;
        this.transport = details.transport;
        this.ambiguous = details.ambiguous;
        this.retryAfterMs = details.retryAfterMs;
        this.#details = details;
    }
    /** The operation's name. */
    get action() {
        return this.operation.action;
    }
    /** The same failure with details that the caller changes. */
    as(changes) {
        return new CallError({ ...this.#details, ...changes });
    }
}
/** The result of a call, or why it failed. Any other error is a bug in this action, and is thrown. */
async function orCallError(call) {
    try {
        return await call;
    }
    catch (error) {
        if (error instanceof CallError)
            return error;
        throw error;
    }
}
/** Whether the cloud reported too many requests. A lock on one backend does not affect the others. */
function isThrottling({ fault, code, status }) {
    return fault === 'busy' && (status === 429 || /throttling/i.test(code));
}
/** Whether RAM denied the call: the only failure after which a target may be switched without reading it. */
function isDenied(error) {
    return error instanceof CallError && error.fault === 'denied';
}
/** Whether the cloud reported that a resource does not exist; an unknown operation or access key does not count. */
function isNotFound(error) {
    return (error instanceof CallError &&
        error.fault === 'client' &&
        /not_?found/i.test(error.code) &&
        !/^Invalid/i.test(error.code));
}
/** `Transport.ProxyAuth` for `proxy-auth`. */
function transportCode(fault) {
    return `Transport.${fault.replace(/(^|-)([a-z])/g, (_, __, letter) => letter.toUpperCase())}`;
}
/** A response that is not from the API, or lacks required fields. */
function malformedResponse(operation, what, { status = 200, ambiguous = false, requestId } = {}) {
    return new CallError({
        operation,
        fault: 'malformed',
        code: 'MalformedResponse',
        status,
        message: `${operation.action} returned a response ${what}`,
        ambiguous,
        requestId
    });
}
/** A list whose count did not match its items in two readings. Unlike a list that the caller is not allowed to read, it has a minimum size. */
class IncompleteListError extends CallError {
    /** The larger of the reported count and the number of listed items. */
    atLeast;
    constructor(operation, message, atLeast) {
        super({
            operation,
            fault: 'malformed',
            code: 'IncompleteList',
            status: 200,
            message,
            ambiguous: false
        });
        this.atLeast = atLeast;
    }
}


/***/ }),

/***/ 2774:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  qO: () => (/* binding */ callOnce),
  On: () => (/* binding */ createLister),
  cn: () => (/* binding */ createReadShare),
  WF: () => (/* binding */ createReader),
  uw: () => (/* binding */ maskingReader)
});

// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __nccwpck_require__(4772);
// EXTERNAL MODULE: ./cloud/call-error.js
var call_error = __nccwpck_require__(1575);
// EXTERNAL MODULE: ./cloud/decode.js
var cloud_decode = __nccwpck_require__(2330);
;// CONCATENATED MODULE: ./cloud/operation.js
/** A specific call of an operation: a RAM statement that allows it names the call's resource. */
function callOf(operation, parameters) {
    const { api, action, resource } = operation;
    if (resource === undefined)
        return { api, action };
    return { api, action, resource: scope => resource(scope, parameters) };
}

// EXTERNAL MODULE: ./cloud/response.js
var cloud_response = __nccwpck_require__(9219);
// EXTERNAL MODULE: ./cloud/retry.js
var retry = __nccwpck_require__(388);
;// CONCATENATED MODULE: ./cloud/client.js






/** No account has this many APIs: a longer list is not a real one. */
const MAX_PAGES = 10_000;
/** Modifying many APIs can take the service a while, so a write never times out earlier. */
const MIN_WRITE_TIMEOUT_MS = 30_000;
/** The reading half. Each read is retried if that may help. */
function createReader(client) {
    return {
        async read(operation, parameters, options) {
            return retried(client, operation, operation.encode(parameters), parameters, options);
        },
        async list(operation, parameters, options) {
            const { isWhole, items, count, pages, atLeast } = await readWhole(client, operation, parameters, options);
            if (isWhole)
                return [...items];
            throw new call_error/* IncompleteListError */.hm(operation, `${operation.action} reports ${count ?? 'no'} ${operation.items} but lists ${items.length} on ${(0,runtime_text/* plural */.LS)(pages, 'page')}`, atLeast);
        }
    };
}
/** Lists for callers that can use an incomplete list. Rejects with a CallError. */
function createLister(client) {
    return async (operation, parameters, options) => {
        const { items, isWhole } = await readWhole(client, operation, parameters, options);
        return { items, isWhole };
    };
}
function retried(client, operation, request, parameters, options) {
    return (0,retry/* withRetry */.bD)(() => callOnce(client, operation, request, parameters, { deadline: options?.deadline }), {
        ...client,
        ...options
    });
}
/**
 * Makes one call once, when the rate limiter allows it or immediately.
 * @returns the decoded response; rejects with a CallError
 */
async function callOnce({ send, rateLimiter, requestTimeoutMs, regionId, accountId, scrub }, operation, request, parameters, { skipRateLimit = false, ...limits } = {}) {
    const { api, action, writes, decode } = operation;
    if (!skipRateLimit)
        await rateLimiter.acquire(limits.stop ?? limits.deadline?.signal);
    const call = callOf(operation, parameters);
    let body;
    try {
        const timeoutMs = writes ? Math.max(requestTimeoutMs, MIN_WRITE_TIMEOUT_MS) : requestTimeoutMs;
        const response = await send({ api, action, request, timeoutMs, ...limits });
        body = (0,cloud_response/* readResponse */.Uk)(call, response, { regionId, accountId }, scrub);
    }
    catch (error) {
        const failure = (0,cloud_response/* asCallError */.pO)(call, error);
        if (failure instanceof call_error/* CallError */.RA && (0,call_error/* isThrottling */.E2)(failure))
            rateLimiter.throttled();
        else
            rateLimiter.responded();
        throw failure;
    }
    rateLimiter.responded();
    const decoded = decode(body, scrub);
    if (decoded !== undefined)
        return decoded;
    throw (0,call_error/* malformedResponse */.pk)(call, 'without the required fields', {
        ambiguous: writes,
        requestId: (0,cloud_decode/* requestIdOf */.Gb)(body)
    });
}
/** Page sizes to fall back to. The limit is not documented; without a size, the service uses its own default. */
const PAGE_SIZES = [50, 10, undefined];
/** By a client's sender and a list's action: the index of the page size to use after the service rejected larger ones. */
const acceptedSizes = new WeakMap();
/**
 * Reads a list page by page, and again with smaller pages if the service rejects the page size. The accepted size is used from
 * then on.
 */
async function inPages({ send, log }, { action, pageSize: largest }, readList) {
    const sizes = [largest, ...PAGE_SIZES.filter(size => size === undefined || size < largest)];
    const accepted = acceptedSizes.get(send) ?? new Map();
    acceptedSizes.set(send, accepted);
    for (;;) {
        const next = accepted.get(action) ?? 0;
        const pageSize = sizes[next];
        try {
            return await readList(pageSize);
        }
        catch (error) {
            if (pageSize === undefined || !rejectsPageSize(error))
                throw error;
            // another list may have moved on to the next size meanwhile
            if ((accepted.get(action) ?? 0) === next)
                accepted.set(action, next + 1);
            const smaller = sizes[next + 1];
            log.info(`${error.message}; listing again ${smaller === undefined ? "with the service's default page size" : `with a page size of ${smaller}`}`);
        }
    }
}
/** `InvalidPageSize`, or another client error whose code or message names the page size. */
function rejectsPageSize(error) {
    return (error instanceof call_error/* CallError */.RA &&
        error.fault === 'client' &&
        /page_?size/i.test(`${error.code} ${error.message}`));
}
/**
 * Reads a list, and once more if the reported count does not match the items: an item may have been added meanwhile, or a
 * page may repeat one item and hide another.
 * @returns the last reading, and the largest number that was reported or listed
 */
async function readWhole(client, operation, parameters, options) {
    return inPages(client, operation, size => readTwice(operation, page => retried(client, operation, operation.encode(parameters, { page, size }), parameters, options)));
}
async function readTwice(operation, read) {
    const first = await readPages(read, operation.keyOf);
    const last = isWholeList(first) || first.pages === MAX_PAGES ? first : await readPages(read, operation.keyOf);
    const atLeast = Math.max(...[first, last].flatMap(({ items, count = 0 }) => [items.length, count]));
    return { ...last, isWhole: isWholeList(last), atLeast };
}
function isWholeList({ items, count, pages }) {
    return count === undefined ? pages < MAX_PAGES : items.length === count;
}
/**
 * Reads pages until there are as many items as the service reports, or until a page adds nothing. A page may be smaller than
 * requested.
 */
async function readPages(read, keyOf) {
    const found = new Map();
    let listed = 0;
    for (let page = 1;; page++) {
        const { items, totalCount } = await read(page);
        const before = found.size;
        for (const item of items)
            found.set(keyOf(item), item);
        listed += items.length;
        const isComplete = totalCount !== undefined && listed >= totalCount;
        // do not loop forever if the service ignores the page number
        if (isComplete || found.size === before || page === MAX_PAGES) {
            return { items: [...found.values()], count: totalCount, pages: page };
        }
    }
}
/** A reader that registers the secrets in every response before anything can print them. */
function maskingReader(reader, secrets) {
    return {
        async read(operation, parameters, options) {
            const result = await reader.read(operation, parameters, options);
            secrets.add(...(operation.secretsIn?.(result) ?? []));
            return result;
        },
        async list(operation, parameters, options) {
            const items = await reader.list(operation, parameters, options);
            if (operation.secretsIn !== undefined)
                secrets.add(...items.flatMap(operation.secretsIn));
            return items;
        }
    };
}
/**
 * Makes readers that send each shareable read once for all targets that are planned together. Such a read continues when one
 * caller gives up, because others may be waiting for it.
 * @returns a function that wraps a reader so that it shares results with the other readers of its endpoint
 */
function createReadShare(clock, deadline) {
    const results = new Map();
    return (reader, endpoint) => {
        let oldest;
        const shared = async (key, request) => {
            const known = results.get(key) ?? { requestedAt: clock.now(), result: request() };
            results.set(key, known);
            const result = await known.result;
            oldest = Math.min(oldest ?? known.requestedAt, known.requestedAt);
            // the key contains the operation, whose results all have this type
            return result;
        };
        const keyOf = ({ api, action, shareKey }, parameters) => shareKey && JSON.stringify([endpoint.href, api.product, action, shareKey(parameters)]);
        return {
            read(operation, parameters, options) {
                const key = keyOf(operation, parameters);
                return key === undefined
                    ? reader.read(operation, parameters, options)
                    : shared(key, () => reader.read(operation, parameters, { deadline }));
            },
            list(operation, parameters, options) {
                const key = keyOf(operation, parameters);
                return key === undefined
                    ? reader.list(operation, parameters, options)
                    : shared(key, () => reader.list(operation, parameters, { deadline }));
            },
            requestedAt: () => oldest
        };
    };
}


/***/ }),

/***/ 2330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Gb: () => (/* binding */ requestIdOf),
/* harmony export */   HI: () => (/* binding */ decodeCredentials),
/* harmony export */   Hz: () => (/* binding */ decodeBackend),
/* harmony export */   Lo: () => (/* binding */ serviceText),
/* harmony export */   UU: () => (/* binding */ decodeTask),
/* harmony export */   Wy: () => (/* binding */ labelOf),
/* harmony export */   Z8: () => (/* binding */ decodeBackendList),
/* harmony export */   b6: () => (/* binding */ textOf),
/* harmony export */   eR: () => (/* binding */ decodeApis)
/* harmony export */ });
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8706);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6489);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4772);



// Responses are decoded tolerantly: only the fields that a response is about are required, and lists are accepted bare or
// wrapped (`{"ApiInfo": [...]}`), because the service returns both. Names and IDs are labels; only what is compared or sent
// back, a definition and its description, is kept unchanged.
/** @returns `undefined` if the response has no backend */
function decodeBackend(body) {
    const info = body['BackendInfo'];
    if (!(0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(info))
        return undefined;
    // the service may omit the list for a backend without definitions
    const models = listOf(info['BackendModels'] ?? info['BackendModelList'] ?? [], 'BackendModel');
    const decoded = models?.flatMap(model => decodeModel(model) ?? []);
    if (models === undefined || decoded?.length !== models.length)
        return undefined;
    return {
        backendId: labelOf(info['BackendId']),
        name: labelOf(info['BackendName']),
        type: labelOf(info['BackendType']),
        models: decoded
    };
}
/** @returns `undefined` if the definition is not readable */
function decodeModel(model) {
    const config = configOf(model['BackendConfig']);
    return (config && {
        backendModelId: labelOf(model['BackendModelId']),
        stageName: labelOf(model['StageName']),
        description: textOf(model['Description']),
        config
    });
}
/**
 * A definition, also as JSON text, which is its form in a write. Anything else but an absent one is not readable: as an empty definition,
 * it would be replaced by a patch, and sent by a rollback.
 */
function configOf(value) {
    if (value === undefined || value === null || value === '')
        return {};
    const config = typeof value === 'string' ? (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseObject */ .lj)(value) : value;
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(config) && (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isShallow */ .fE)(config, _model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .DEEPEST */ .FI) ? config : undefined;
}
/** @returns `undefined` if the response has no list */
function decodeBackendList(body) {
    const totalCount = countOf(body);
    const list = body['BackendInfoList'] ?? (totalCount === 0 ? [] : undefined);
    const items = listOf(list, 'BackendInfo');
    return (items && {
        totalCount,
        items: items.map(backend => ({
            backendId: labelOf(backend['BackendId']),
            name: labelOf(backend['BackendName'])
        }))
    });
}
/** @returns `undefined` if the response has no list */
function decodeApis(body) {
    const totalCount = countOf(body);
    // the service may omit the list if there are no APIs
    const items = listOf(body['ApiInfoList'] ?? (totalCount === 0 ? [] : undefined), 'ApiInfo');
    if (items === undefined)
        return undefined;
    return {
        totalCount,
        items: items.map(api => ({
            apiId: labelOf(api['ApiId']),
            name: labelOf(api['ApiName']),
            group: labelOf(api['GroupName']) || labelOf(api['GroupId']),
            method: labelOf(api['Method']),
            path: labelOf(api['Path'])
        }))
    };
}
/** Over all pages; `undefined` if not reported. */
function countOf(body) {
    const total = Number(textOf(body['TotalCount']) || NaN);
    return Number.isFinite(total) ? total : undefined;
}
/** A task that has not started may have no list, which counts as an empty one. */
function decodeTask(body, scrub) {
    const rows = listOf(body['ApiUpdateBackendResults'], 'ApiUpdateBackendResult') ?? [];
    return rows.map(row => ({
        apiId: labelOf(row['ApiUid'] ?? row['ApiId']),
        name: labelOf(row['ApiName']),
        group: labelOf(row['GroupName']) || labelOf(row['GroupId']),
        status: labelOf(row['UpdateStatus']),
        message: serviceText(textOf(row['ErrorMsg']), scrub)
    }));
}
/** Temporary credentials and when they expire by the service's clock; missing values are "" or NaN. */
function decodeCredentials(body) {
    const found = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(body['Credentials']) ? body['Credentials'] : {};
    return {
        accessKeyId: textOf(found['AccessKeyId']),
        accessKeySecret: textOf(found['AccessKeySecret']),
        securityToken: textOf(found['SecurityToken']),
        expiration: Date.parse(textOf(found['Expiration']))
    };
}
function requestIdOf(body) {
    return labelOf(body['RequestId'] ?? body['requestId']);
}
const LONGEST_TEXT = 1000;
/** A text of the cloud on one line. It is cut after redaction, because part of a secret would not be recognized. */
function serviceText(text, scrub = same => same) {
    return (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_2__/* .oneLine */ .TN)((0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .redactText */ .Rd)(scrub(withoutEcho(text))), LONGEST_TEXT);
}
/**
 * Removes the request that the service repeats if a signature is wrong. It does not help here, because the SDK signs; and it may
 * contain a security token or a definition in an encoding that no mask recognizes.
 */
function withoutEcho(text) {
    const start = text.search(/server (?:string ?to ?sign|canonical ?request) is/i);
    return start < 0 ? text : text.slice(0, start).trimEnd();
}
const LONGEST_LABEL = 500;
/** A name or an id: one line of limited length. */
function labelOf(value) {
    return (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_2__/* .oneLine */ .TN)(textOf(value), LONGEST_LABEL);
}
/** A string, or a number as a string; anything else is "". */
function textOf(value) {
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
function listOf(value, wrapped) {
    const list = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(value)
        ? (value[wrapped] ?? (Object.keys(value).length === 0 ? [] : undefined))
        : value;
    return Array.isArray(list) ? list.filter(_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv) : undefined;
}


/***/ }),

/***/ 6029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   aO: () => (/* binding */ MAX_POLL_DELAY_MS),
/* harmony export */   jF: () => (/* binding */ sleepUntilNext),
/* harmony export */   m: () => (/* binding */ HEARTBEAT_MS),
/* harmony export */   pz: () => (/* binding */ longestPollDelay),
/* harmony export */   uY: () => (/* binding */ LAST_POLL_MS)
/* harmony export */ });
/** The longest delay between two polls. */
const MAX_POLL_DELAY_MS = 10_000;
/** The same as a share of the elapsed time: completion is noticed soon. */
const POLL_SHARE = 0.08;
/** How long after the deadline of a wait its last poll may take. */
const LAST_POLL_MS = 2_000;
/** The longest delay before the next poll of a wait that has lasted this long. */
function longestPollDelay(elapsedMs) {
    return Math.min(MAX_POLL_DELAY_MS, elapsedMs * POLL_SHARE);
}
/** How long a wait may log nothing: less than a minute, because the next poll may be 10 s away. */
const HEARTBEAT_MS = 50_000;
/** Sleeps until the next request. A response may have asked for a longer time than a wait may log nothing. */
async function sleepUntilNext(ms, deadline, heartbeat) {
    for (let leftMs = ms; leftMs > 0 && !deadline.isOver(); leftMs -= HEARTBEAT_MS) {
        if (leftMs < ms)
            heartbeat(leftMs);
        await deadline.sleep(Math.min(leftMs, HEARTBEAT_MS));
    }
}


/***/ }),

/***/ 4869:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G3: () => (/* binding */ denialDetailOf),
/* harmony export */   KV: () => (/* binding */ policyFor),
/* harmony export */   UE: () => (/* binding */ TO_ALLOW),
/* harmony export */   cw: () => (/* binding */ allow),
/* harmony export */   u2: () => (/* binding */ ramStatement)
/* harmony export */ });
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8706);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4772);
/* harmony import */ var _decode_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2330);



/** RAM's details of a denial, in either spelling. */
function denialDetailOf(refusal) {
    return refusal['AccessDeniedDetail'] ?? refusal['accessDeniedDetail'];
}
/** The advice that grants a denied permission to the caller. Every field of `AccessDeniedDetail` is optional. */
function allow(operation, scope, refusal) {
    const value = denialDetailOf(refusal);
    const detail = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(value) ? value : {};
    const owner = (0,_decode_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(detail['AuthPrincipalOwnerId']);
    const who = ['AuthPrincipalType', 'AuthPrincipalDisplayName'].map(key => (0,_decode_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(detail[key])).join(' ');
    const name = (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_2__/* .oneLine */ .TN)(who, 100);
    const whom = `the RAM user or role of this step${name === '' ? '' : ` (${name})`}`;
    if ((0,_decode_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(detail['NoPermissionType']) === 'ExplicitDeny') {
        return {
            cure: `Remove the action from the statement with "Effect": "Deny" in a policy of ${whom}. No statement that allows the action overrides a denial.`
        };
    }
    if (operation.resource === undefined)
        return { cure: `Grant the action to ${whom}.` };
    // the caller's account owns the resource, or the call would have failed before RAM checked it
    const accountId = scope.accountId ?? (/^\d{6,20}$/.test(owner) ? owner : undefined);
    return {
        cure: `Grant the action to ${whom}, for example with this policy:`,
        policy: { document: ramStatement([operation], { ...scope, accountId }) }
    };
}
const TO_ALLOW = 'To allow it, add this to the RAM policy:';
/** The policy that grants these operations, with the text around it. */
function policyFor(operations, note) {
    return { intro: TO_ALLOW, document: ramStatement(operations), note };
}
/** A complete RAM policy, with a statement per resource; `*` comes last. */
function ramStatement(operations, scope = {}) {
    const actions = operations.flatMap(({ api, action, resource }) => api === undefined ? [] : [{ action: `${api.product}:${action}`, resource: resource?.(scope) ?? '*' }]);
    return JSON.stringify({
        Version: '1',
        Statement: [...Map.groupBy(actions, ({ resource }) => resource)]
            .sort(([one], [other]) => Number(one === '*') - Number(other === '*'))
            .map(([resource, allowed]) => ({
            Effect: 'Allow',
            Action: allowed.map(({ action }) => action),
            Resource: resource
        }))
    });
}


/***/ }),

/***/ 9219:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Uk: () => (/* binding */ readResponse),
/* harmony export */   pO: () => (/* binding */ asCallError),
/* harmony export */   sT: () => (/* binding */ retryAfterOf)
/* harmony export */ });
/* harmony import */ var _errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5139);
/* harmony import */ var _errors_transport_codes_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8592);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(8706);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(4772);
/* harmony import */ var _runtime_transport_error_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3793);
/* harmony import */ var _call_error_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1575);
/* harmony import */ var _ram_policies_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4869);
/* harmony import */ var _decode_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(2330);








/** The values of `Code` in the response of a successful call, if it has one. */
const FINE = /^(?:ok|success|200)?$/i;
/**
 * Reads the body of a response.
 * @param scope for the RAM statement in the error of a denied call
 * @param scrub removes the step's secrets from texts of the cloud
 * @throws CallError if the call failed
 */
function readResponse(operation, response, scope = {}, scrub) {
    const body = bodyOf(response);
    if (response.status >= 200 && response.status < 300) {
        // every response of this API has a RequestId; `{}` from a proxy does not
        if (body === undefined || (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .textOf */ .b6)(body['RequestId'] ?? body['requestId']) === '') {
            throw malformed(operation, response, body === undefined ? 'that is not JSON' : 'without a RequestId');
        }
        if (FINE.test(codeOf(body)))
            return body;
        throw failed(operation, response, body, scope, scrub);
    }
    // a response without a code of this API is from something else, such as a proxy or a portal
    if (codeOf(body ?? {}) === '' && response.status < 500 && response.status !== 429) {
        throw malformed(operation, response, 'that is not from this API');
    }
    throw failed(operation, response, body ?? {}, scope, scrub);
}
/** Converts a transport fault of a call to a CallError; returns anything else unchanged. */
function asCallError(operation, error) {
    if (!(error instanceof _runtime_transport_error_js__WEBPACK_IMPORTED_MODULE_2__/* .TransportError */ .dA))
        return error;
    return new _call_error_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .RA({
        operation,
        fault: 'transport',
        code: (0,_call_error_js__WEBPACK_IMPORTED_MODULE_3__/* .transportCode */ .tV)(error.fault),
        transport: error.fault,
        message: `${operation.action} received no response: ${error.message}`,
        ambiguous: error.maySent
    });
}
function failed(operation, response, body, scope, scrub) {
    const code = codeOf(body) || `Http${response.status}`;
    const requestId = (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .requestIdOf */ .Gb)(body) || requestIdInHeader(response);
    const message = (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .textOf */ .b6)(body['Message'] ?? body['message']);
    const fault = faultOf(response.status, code, body);
    const text = (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .serviceText */ .Lo)(message, scrub) || describePage(response);
    return new _call_error_js__WEBPACK_IMPORTED_MODULE_3__/* .CallError */ .RA({
        operation,
        fault,
        code,
        status: response.status,
        message: `${operation.action} failed with ${code} (HTTP ${response.status}): ${text}`,
        // the first of two equal requests may have taken effect, and so may a request for which a proxy returned a 5xx
        ambiguous: fault === 'server' ||
            fault === 'malformed' ||
            (fault !== 'busy' && (response.status >= 500 || code === 'SignatureNonceUsed')),
        requestId: requestId || undefined,
        ...(fault === 'denied' ? (0,_ram_policies_js__WEBPACK_IMPORTED_MODULE_4__/* .allow */ .cw)(operation, scope, body) : { cure: cureOf(code, fault) }),
        retryAfterMs: retryAfterOf(response)
    });
}
function malformed(operation, response, what) {
    return (0,_call_error_js__WEBPACK_IMPORTED_MODULE_3__/* .malformedResponse */ .pk)(operation, `${what} (HTTP ${response.status}, ${describePage(response)})`, {
        status: response.status,
        ambiguous: true,
        requestId: requestIdInHeader(response) || undefined
    });
}
/** The code takes precedence over the status. */
function faultOf(status, code, body) {
    const known = Object.hasOwn(_errors_transport_codes_js__WEBPACK_IMPORTED_MODULE_1__/* .TRANSPORT_CODES */ .F, code) ? undefined : (0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOfCall */ .ck)(code);
    if (known?.retry === 'busy')
        return 'busy';
    if (known?.denied === true || (status === 403 && hasDenialDetail(body)))
        return 'denied';
    if (known?.serverFault === true)
        return 'server';
    if (known !== undefined)
        return 'client';
    // neither a success nor a known rejection
    if (status < 300)
        return /not_?(?:found|exist)/i.test(code) ? 'client' : 'malformed';
    return status === 429 ? 'busy' : status >= 500 ? 'server' : 'client';
}
/** RAM's denials have details; any other 403 is about something else, such as the access key or the account. */
function hasDenialDetail(body) {
    const detail = (0,_ram_policies_js__WEBPACK_IMPORTED_MODULE_4__/* .denialDetailOf */ .G3)(body);
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isObject */ .Gv)(detail) && Object.keys(detail).length > 0;
}
function cureOf(code, fault) {
    const known = (0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOfCall */ .ck)(code) ?? (fault === 'server' ? (0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOfCall */ .ck)('Http500') : undefined);
    return (known?.cure ??
        'Search for the code in the documentation of the API, or contact Alibaba Cloud support with the request ID.');
}
/** Describes a body without its text, which may contain what was sent. */
function describePage(response) {
    if (response.body === '')
        return 'an empty body';
    const type = headerOf(response, 'content-type').split(';')[0] ?? '';
    const kind = /html/i.test(type) || /^\s*<(!doctype|html)/i.test(response.body) ? 'an HTML page' : type || 'a body';
    const encoding = headerOf(response, 'content-encoding');
    // it was not requested, so something between the runner and the service applied it
    const encoded = encoding === '' || encoding === 'identity' ? '' : `, encoded as ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_7__/* .oneLine */ .TN)(encoding, 20)}`;
    return `${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_7__/* .oneLine */ .TN)(kind, 100)} of ${Buffer.byteLength(response.body)} bytes${encoded}`;
}
function requestIdInHeader(response) {
    return (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .labelOf */ .Wy)(headerOf(response, 'x-acs-request-id'));
}
/** The step cannot wait for this long, so longer values make no difference. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;
/** How long the response asks to wait, in milliseconds: the longest time in its headers. */
function retryAfterOf(response) {
    const requested = [
        Number(headerOf(response, 'x-acs-retry-after') || NaN),
        Number(headerOf(response, 'retry-after') || NaN) * 1000,
        // by the service's clock, which set the date: the runner's may be minutes off
        Math.max(0, Date.parse(dateOf(response, 'retry-after')) - Date.parse(dateOf(response, 'date')))
    ].filter(ms => ms >= 0);
    return requested.length === 0 ? undefined : Math.min(Math.max(...requested), LONGEST_RETRY_AFTER_MS);
}
/** An HTTP date in a header. `Date.parse` would accept other texts as well. */
function dateOf(response, name) {
    return /^[A-Z][a-z]{2,8},? .* GMT$/.exec(headerOf(response, name))?.[0] ?? '';
}
function headerOf(response, name) {
    const value = response.headers[name];
    return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}
/** A code is a single word: other characters are removed. */
function codeOf(body) {
    return (0,_decode_js__WEBPACK_IMPORTED_MODULE_5__/* .textOf */ .b6)(body['Code'] ?? body['code'])
        .slice(0, 200)
        .replace(/[^\w.-]+/g, '');
}
function bodyOf({ body }) {
    const value = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .parseObject */ .lj)(body);
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isShallow */ .fE)(value, _model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .DEEPEST */ .FI) ? value : undefined;
}


/***/ }),

/***/ 388:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ce: () => (/* binding */ createRetryBudget),
/* harmony export */   OS: () => (/* binding */ isRetryableWrite),
/* harmony export */   QQ: () => (/* binding */ requestedDelay),
/* harmony export */   bD: () => (/* binding */ withRetry),
/* harmony export */   hx: () => (/* binding */ createRetryPolicy)
/* harmony export */ });
/* unused harmony exports busyDelay, isRetryableRead, BUDGET_SPENT */
/* harmony import */ var _errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5139);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(49);
/* harmony import */ var _call_error_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1575);
/* harmony import */ var _polling_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6029);




const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;
const BUSY_BASE_DELAY_MS = 500;
const MAX_BUSY_DELAY_MS = 10_000;
/** How long calls to a busy cloud are retried, in addition to the attempts after other faults. */
const BUSY_BUDGET_MS = 120_000;
/**
 * The only retry policy: exponential backoff with full jitter, within the attempts, the step's budget and the deadline. Calls to a
 * busy cloud (throttling, a lock) are retried for two minutes without using up attempts.
 */
function createRetryPolicy(options) {
    const { budget, clock, maxAttempts, untilDeadline } = options;
    let failures = 0;
    let busy = 0;
    let busySince;
    /** How long pages have asked this call to wait, in total. */
    let waitedMs = 0;
    const stop = (error) => ({ retry: false, error });
    return {
        next(error, deadline = options.deadline) {
            if (error.transport === 'aborted' || deadline.isOver())
                return stop(error);
            if (error.fault === 'busy') {
                const now = clock.now();
                busySince ??= now;
                busy += 1;
                const delayMs = busyDelay(busy, error.retryAfterMs, clock.random());
                const isTooLong = !untilDeadline && now + delayMs - busySince > BUSY_BUDGET_MS;
                if (isTooLong || delayMs >= deadline.leftMs())
                    return stop(error);
                const most = untilDeadline ? '' : ` of at most ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(BUSY_BUDGET_MS)}`;
                return { retry: true, delayMs, count: `busy for ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(now - busySince)}${most}` };
            }
            failures += 1;
            if (!options.retryable(error))
                return stop(error);
            if (!untilDeadline) {
                if (failures >= maxAttempts)
                    return stop(error);
                if (!budget.take())
                    return stop(error.as({ message: `${error.message}; ${BUDGET_SPENT}` }));
            }
            const askedMs = requestedDelay(error);
            const isWaited = waitedMs + askedMs <= BUSY_BUDGET_MS && askedMs < deadline.leftMs();
            const requestedMs = isWaited ? askedMs : 0;
            waitedMs += requestedMs;
            const delayMs = Math.max(requestedMs, backoff(failures, BASE_DELAY_MS, MAX_DELAY_MS, clock.random()));
            if (delayMs >= deadline.leftMs())
                return stop(error);
            return {
                retry: true,
                delayMs,
                count: untilDeadline ? `attempt ${failures}` : `attempt ${failures} of ${maxAttempts}`
            };
        },
        succeeded: () => budget.succeeded(failures > 0)
    };
}
/** Retries a call according to the policy. The last failure is thrown unchanged. */
async function withRetry(attempt, { once = false, untilDeadline = false, retryable = isRetryableRead, log, ...options }) {
    const deadline = options.deadline ?? (0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .createDeadline */ .dU)(options.clock, Infinity);
    const policy = createRetryPolicy({ ...options, deadline, untilDeadline, retryable });
    for (;;) {
        try {
            const result = await attempt();
            policy.succeeded();
            return result;
        }
        catch (error) {
            if (!(error instanceof _call_error_js__WEBPACK_IMPORTED_MODULE_2__/* .CallError */ .RA) || once)
                throw error;
            const decision = policy.next(error);
            if (!decision.retry)
                throw decision.error;
            log.info(`${error.message} (${decision.count}); retrying in ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(decision.delayMs)}`);
            await (0,_polling_js__WEBPACK_IMPORTED_MODULE_3__/* .sleepUntilNext */ .jF)(decision.delayMs, deadline, leftMs => log.info(`${error.action}: retrying in ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(leftMs)}`));
            // stopped meanwhile: report the failure of the last attempt
            if (deadline.isStopped())
                throw error;
        }
    }
}
/**
 * How long the response of a failed call asks to wait before the next one; 0 if it does not. Any proxy can return a page: its request
 * counts up to two minutes only.
 */
function requestedDelay({ fault, retryAfterMs = 0 }) {
    return fault === 'busy' || retryAfterMs <= BUSY_BUDGET_MS ? retryAfterMs : 0;
}
/** How long to wait before the nth retry of a call to a busy cloud: at least as long as the cloud asked. */
function busyDelay(times, retryAfterMs, random) {
    return Math.max(retryAfterMs ?? 0, backoff(times, BUSY_BASE_DELAY_MS, MAX_BUSY_DELAY_MS, random));
}
function backoff(failures, baseMs, maxMs, random) {
    return Math.min(maxMs, baseMs * 2 ** Math.min(failures, 16)) * random;
}
/** Reads have no side effects: anything that may succeed next time is retried. */
function isRetryableRead(error) {
    switch (error.fault) {
        case 'busy':
        case 'server':
        case 'malformed':
            return true;
        case 'transport':
            return error.transport === undefined || isRetried((0,_call_error_js__WEBPACK_IMPORTED_MODULE_2__/* .transportCode */ .tV)(error.transport));
        case 'client':
            return isRetried(error.code);
        case 'denied':
        case 'credentials':
            return false;
    }
}
function isRetried(code) {
    return (0,_errors_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOfCall */ .ck)(code)?.retry === 'itself';
}
/** A write is retried only if it certainly did not arrive. */
function isRetryableWrite(error) {
    return error.fault === 'transport' && !error.ambiguous && isRetryableRead(error);
}
/** Slightly more than the most that one call can use (max-attempts). */
const RETRIES = 20;
/** This many calls that succeed at the first attempt return one retry. */
const SUCCESSES_PER_RETRY = 10;
function createRetryBudget(retries = RETRIES) {
    const all = retries * SUCCESSES_PER_RETRY;
    let left = all;
    return {
        take() {
            if (left < SUCCESSES_PER_RETRY)
                return false;
            left -= SUCCESSES_PER_RETRY;
            return true;
        },
        succeeded(afterRetry) {
            left = Math.min(all, left + (afterRetry ? SUCCESSES_PER_RETRY : 1));
        }
    };
}
/** The reason in the message of a failure that is not retried. */
const BUDGET_SPENT = 'not retried: too many calls of this step failed, so its retries are used up';


/***/ }),

/***/ 119:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ withStopGrace),
/* harmony export */   u: () => (/* binding */ createWriter)
/* harmony export */ });
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(49);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2774);


/** The writing half, separate from the client so that planning code cannot reach it. The caller decides from the live definition whether to send again. */
function createWriter(client) {
    return {
        async write(operation, parameters, options) {
            return (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .callOnce */ .qO)(client, operation, operation.encode(parameters), parameters, options);
        }
    };
}
/** How long a write in progress may wait for its response after the step was stopped. */
const STOP_GRACE_MS = 2_500;
/**
 * Makes one attempt at a write. After the step was stopped nothing more is sent, and a request that was sent may wait a moment
 * for its response.
 * @param limit when to give up in any case; by default a write is never aborted when a wait ends, because its result would be ambiguous
 */
async function withStopGrace({ clock, deadline, limit }, write) {
    const giveUp = new AbortController();
    const finished = new AbortController();
    const stop = deadline.signal;
    const onStop = () => {
        void clock.sleep(STOP_GRACE_MS, finished.signal).then(() => giveUp.abort());
    };
    stop?.addEventListener('abort', onStop, { once: true });
    try {
        const ms = limit?.leftMs() ?? Infinity;
        return await write({ deadline: (0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .createDeadline */ .dU)(clock, ms, giveUp.signal), stop });
    }
    finally {
        stop?.removeEventListener('abort', onStop);
        // an explicit reason: Node would create an error with a stack
        finished.abort('finished');
    }
}


/***/ }),

/***/ 677:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A8: () => (/* binding */ KEY_VARIABLES),
/* harmony export */   FL: () => (/* binding */ credentialProblem),
/* harmony export */   GL: () => (/* binding */ createRenewing),
/* harmony export */   Wz: () => (/* binding */ keysFromEnvironment),
/* harmony export */   uo: () => (/* binding */ isCredential),
/* harmony export */   vU: () => (/* binding */ staticCredentials)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var _errors_action_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3521);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(49);
/* harmony import */ var _runtime_transport_error_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(3793);




/** Whether a value can be part of an access key or a token: these are sent in headers. */
function isCredential(value) {
    return /^[\x21-\x7e]*$/.test(value);
}
/**
 * Why a value cannot be part of an access key or a token.
 * @returns the reason, to follow the name of the value; it never repeats the value
 */
function credentialProblem(value) {
    if (!isCredential(value))
        return 'contains a space, a line break or another character that is not allowed; copy the value again';
    if (/^\*+$/.test(value))
        return 'is ***, which is a masked secret: set the secret itself';
    if (/^(["']).*\1$/.test(value))
        return 'is in quotation marks, which are part of the value: remove them';
    if (/^\$(?:[A-Z_]+|\{[A-Z_]+\}|\{\{.*\}\})$/.test(value))
        return 'is a placeholder that was not replaced';
    return undefined;
}
function staticCredentials(keys, description) {
    const identity = `key:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', keys.accessKeyId).slice(0, 16)}`;
    const isUnrenewed = keys.securityToken === undefined ? {} : { isUnrenewed: true };
    return { identity, description, ...isUnrenewed, keys: () => Promise.resolve(keys) };
}
/** The families of variables, in order of precedence. Values of different families are never combined. */
const KEY_VARIABLES = [
    {
        accessKeyId: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
        accessKeySecret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
        securityToken: 'ALIBABA_CLOUD_SECURITY_TOKEN'
    },
    {
        accessKeyId: 'ALIBABACLOUD_ACCESS_KEY_ID',
        accessKeySecret: 'ALIBABACLOUD_ACCESS_KEY_SECRET',
        securityToken: 'ALIBABACLOUD_SECURITY_TOKEN'
    },
    {
        accessKeyId: 'ALICLOUD_ACCESS_KEY',
        accessKeySecret: 'ALICLOUD_SECRET_KEY',
        securityToken: 'ALICLOUD_SECURITY_TOKEN'
    }
];
/**
 * The first family with a variable that is set. An incomplete family is a problem and never completed from another one: an ID
 * of one account with the secret of another fails in ways that are hard to diagnose.
 * @returns the keys, a problem, or `undefined` if no variable is set
 */
function keysFromEnvironment(env) {
    for (const family of KEY_VARIABLES) {
        const [accessKeyId, accessKeySecret, securityToken] = [
            family.accessKeyId,
            family.accessKeySecret,
            family.securityToken
        ].map(name => (env[name] ?? '').trim());
        if (accessKeyId === '' && accessKeySecret === '')
            continue;
        for (const [missing, other] of [
            [family.accessKeyId, family.accessKeySecret],
            [family.accessKeySecret, family.accessKeyId]
        ]) {
            if ((env[missing] ?? '').trim() !== '')
                continue;
            const problem = `is ${env[missing] === undefined ? 'not set' : 'empty'}, but ${other} is set`;
            return { variable: missing, problem, isEmpty: true };
        }
        for (const [variable, value] of [
            [family.accessKeyId, accessKeyId],
            [family.accessKeySecret, accessKeySecret],
            [family.securityToken, securityToken]
        ]) {
            const problem = credentialProblem(value);
            if (problem !== undefined)
                return { variable, problem, isEmpty: false };
        }
        return {
            variable: family.accessKeyId,
            keys: { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) }
        };
    }
    return undefined;
}
const LONGEST_MARGIN_MS = 5 * 60_000;
/** A short session is renewed when this share of it is left. */
const MARGIN_SHARE = 0.25;
/** Keys that expire this soon may be too old when they reach the service. */
const UNSAFE_MS = 10_000;
const UNSAFE_SHARE = 0.05;
/** The delay after a failed renewal while the keys still work. */
const RETRY_AFTER_MS = 30_000;
/**
 * Keys that are renewed some minutes before they expire. All callers during a fetch wait for the same fetch, which is aborted when
 * none of them is waiting any longer. If a renewal fails or takes longer than a caller can wait, the current keys are used as long
 * as they work, and the renewal is retried later.
 * @param late creates the error for a caller that runs out of time without working keys
 */
function createRenewing(fetch, { clock, log, late }) {
    let current;
    let renewal;
    const usable = () => current !== undefined && clock.now() < current.unusableAt ? current : undefined;
    const renewLater = (before) => {
        current = { ...before, renewAt: Math.min(clock.now() + RETRY_AFTER_MS, before.unusableAt) };
    };
    const renew = async (signal) => {
        const before = usable();
        try {
            const { keys, lifetimeMs } = await fetch({ once: before !== undefined, signal });
            current = currentKeys(keys, lifetimeMs, clock.now());
            return keys;
        }
        catch (error) {
            const now = clock.now();
            if (before === undefined || signal.aborted)
                throw error;
            // they expired meanwhile: fetch new ones with all attempts, as the first time
            if (now >= before.unusableAt)
                return renew(signal);
            renewLater(before);
            log.info(`${(0,_errors_action_error_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)}; the current credentials are valid for another ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(before.unusableAt - now)}`);
            return before.keys;
        }
    };
    const start = () => {
        const over = new AbortController();
        const started = {
            keys: renew(over.signal).finally(() => {
                if (renewal === started)
                    renewal = undefined;
            }),
            over,
            waiting: 0
        };
        return started;
    };
    return async (signal, withinMs) => {
        if (current !== undefined && clock.now() < current.renewAt)
            return current.keys;
        const joined = (renewal ??= start());
        const stopped = Promise.withResolvers();
        const leave = () => stopped.reject(new _runtime_transport_error_js__WEBPACK_IMPORTED_MODULE_3__/* .TransportError */ .dA('aborted', 'the request for credentials was stopped', false));
        if (signal?.aborted === true)
            leave();
        else
            signal?.addEventListener('abort', leave, { once: true });
        const timeLimit = Promise.withResolvers();
        const timer = withinMs === undefined ? undefined : setTimeout(() => timeLimit.resolve(undefined), withinMs);
        joined.waiting += 1;
        try {
            const keys = await Promise.race([joined.keys, stopped.promise, timeLimit.promise]);
            if (keys !== undefined)
                return keys;
            const before = usable();
            if (before === undefined)
                throw late(withinMs ?? 0);
            renewLater(before);
            return before.keys;
        }
        finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', leave);
            joined.waiting -= 1;
            if (joined.waiting === 0) {
                // later callers must not join an aborted renewal
                if (renewal === joined)
                    renewal = undefined;
                joined.over.abort();
            }
        }
    };
}
function currentKeys(keys, lifetimeMs, now) {
    return {
        keys,
        renewAt: now + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs * MARGIN_SHARE),
        unusableAt: now + lifetimeMs - Math.min(UNSAFE_MS, lifetimeMs * UNSAFE_SHARE)
    };
}


/***/ }),

/***/ 509:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ ACTION_CODES),
/* harmony export */   l: () => (/* binding */ GITHUB_CODES)
/* harmony export */ });
const NEXT_STEPS = 'Check the live definition. Then re-run the job (or set skip-unchanged: false) to send the change again, or roll back with the previous-definition output.';
/** The cure of a failure after something was sent. */
const afterSend = (first) => ({
    first,
    cure: `${first} ${NEXT_STEPS}`
});
const REPORT = 'Report it in the issues of this action, with the log of the step';
const COMMENT_PERMISSION = 'Add "pull-requests: write" to the permissions of the job. A pull request from a fork cannot get this permission.';
/** This action's own codes. The cure here is the default for an error that is created without one. */
const ACTION_CODES = {
    InvalidInput: {
        meaning: 'An input is invalid, or text in a definition was masked, emptied, cut off or left as a placeholder. The message lists every problem, with line and column for problems in a file.',
        cure: 'Correct the inputs that the message names. Nothing was sent.',
        retry: 'no'
    },
    NoDefinition: {
        meaning: 'The backend has no definition in this stage. This action changes existing definitions only.',
        cure: 'Check stage-name, or create the definition once, in the API Gateway console (Backend Services) or with CreateBackendModel.',
        retry: 'no'
    },
    Mismatch: {
        meaning: "An input does not match the live configuration: backend-type or backend-model-id differs from the live backend's, gateway-id is not the gateway of the service or route, or the desired backend of a route uses a service of another gateway.",
        cure: "Check the target's ids and stage-name, or remove the input that does not match: the live value is then used. Nothing was sent for this target.",
        retry: 'no'
    },
    UnknownBackendType: {
        meaning: 'The service did not return the type of the backend.',
        cure: 'Set backend-type to the type that the API Gateway console shows (Backend Services).',
        retry: 'no'
    },
    InvalidDefinition: {
        meaning: "The desired definition is not valid for the backend's type; with definition: patch, this applies to the patched live definition. Or the addresses do not have the form that the service requires: IP addresses for a VIP service, host names for a DNS service.",
        cure: 'Correct backend-model-data or addresses. Nothing was sent for this target.',
        retry: 'no'
    },
    PatchOverSecret: {
        meaning: 'With definition: patch, this step would send the live definition back, but that definition contains a secret, which the service may return masked.',
        cure: 'Pass the whole definition with definition: full. Nothing was sent for this target.',
        retry: 'no'
    },
    OtherAccount: {
        meaning: 'The credentials belong to an account that is not in allowed-account-ids.',
        cure: 'Use credentials of an allowed account, or add the account to allowed-account-ids if it is the intended one. Nothing was sent.',
        retry: 'no'
    },
    SetRolledBack: {
        meaning: 'The target was switched, then rolled back because another target of the same run failed. With the result rollback-failed, its own rollback failed.',
        cure: 'Fix the cause for the other target, then re-run the job.',
        retry: 'no'
    },
    StepKilled: {
        meaning: 'The step was killed after this target failed and before it could report the failure.',
        ...afterSend('Look for the error in the log of the step.'),
        retry: 'no'
    },
    NotApproved: {
        meaning: 'approved-plan has no line for a selected target, or the plan of the target cannot be compared with the approved plan.',
        cure: 'Run mode: plan with the same targets, then pass its complete plan-fingerprint output to approved-plan, or its plan-file to approved-plan-file. No target was changed.',
        retry: 'no'
    },
    PlanChanged: {
        meaning: 'The plan no longer matches the approved plan: the live definition, the desired definition or both changed since. The message says which.',
        cure: 'Run mode: plan again, and approve the new plan. Nothing was sent.',
        retry: 'no'
    },
    TooManyApis: {
        meaning: 'The switch affects more published APIs, or routes and operations of Cloud-native API Gateway, than max-apis allows.',
        cure: 'Check the affected APIs in the plan, and raise max-apis if the number is right. Nothing was sent.',
        retry: 'no'
    },
    CannotRollBack: {
        meaning: 'A rollback on failure is required, by rollback-on-failure or by weight-steps, but this step could not restore the previous definition.',
        cure: 'To switch without an automatic rollback, set rollback-on-failure: false or remove weight-steps. Nothing was sent.',
        retry: 'no'
    },
    UnsupportedRoute: {
        meaning: 'The route is built in, belongs to an MCP server, or belongs to an API that is managed by Kubernetes Ingress. Its owner would overwrite the change.',
        cure: 'Change the backend at its source (the MCP server or the Ingress object), or set route-id to a route that nothing else manages. Nothing was sent for this target.',
        retry: 'no'
    },
    UndeployedChanges: {
        meaning: 'The route has saved changes that are not deployed, or its last deployment failed. The configuration that serves traffic cannot be read in this state, and a deployment would publish what someone else saved.',
        cure: 'In the Cloud-native API Gateway console, publish the route, or save the configuration that serves traffic and publish that. Then re-run the job. Nothing was sent for this target.',
        retry: 'no'
    },
    RouteNotDeployed: {
        meaning: 'The route is not deployed, or is being deployed or undeployed.',
        cure: 'Wait until the route is deployed, or publish it in the Cloud-native API Gateway console. Then re-run the job. Nothing was sent for this target.',
        retry: 'rerun'
    },
    UnsupportedScene: {
        meaning: 'weight-steps requires a route whose live backend is one service, or the desired service and exactly one other. This route has another backend.',
        cure: 'Remove weight-steps to switch at once, or first switch the route to one service. Nothing was sent for this target.',
        retry: 'no'
    },
    SavedNotDeployed: {
        meaning: 'The new backend of the route was saved but could not be deployed, and the previous backend could not be saved again. Traffic still goes to the previous backend, but the saved configuration is the new one.',
        cure: 'In the Cloud-native API Gateway console, either publish the route, or save the previous backend again and publish that.',
        retry: 'no'
    },
    FieldsReset: {
        meaning: 'The update of the addresses of a service, or of the backend of a route, changed other fields of it, and this step could not restore them.',
        cure: 'In the Cloud-native API Gateway console, open the service or route, and restore the fields that the message names.',
        retry: 'no'
    },
    UnsupportedService: {
        meaning: 'The addresses of this service cannot be edited: only services of the source types VIP (fixed addresses) and DNS have editable addresses.',
        cure: 'Check service-id. To switch to a service of another source type (Function Compute, Kubernetes, Nacos), switch the backend of its routes with route-backend, which accepts any service. Nothing was sent for this target.',
        retry: 'no'
    },
    PreflightFailed: {
        meaning: 'A preflight URL did not return three consecutive successes within probe-timeout, so the write was not sent.',
        cure: 'Check the new backend that preflight-url names, then probe-status, probe-contains and probe-timeout. Nothing was sent for this target.',
        retry: 'rerun'
    },
    Drifted: {
        meaning: 'expect-no-changes is set, and the live definition differs from the desired one, or contains keys that the desired one omits and that this repository did not write.',
        cure: 'Find out who changed the live definition. Then apply the desired definition to restore it, or update the desired definition to match. No target was changed.',
        retry: 'no'
    },
    NothingToExport: {
        meaning: 'mode: export found no backend with a definition that a manifest can contain.',
        cure: 'Check region-id, backend-id and the account of the credentials.',
        retry: 'no'
    },
    ManifestTooLarge: {
        meaning: 'mode: export wrote a manifest that is larger than this action reads.',
        cure: 'Set backend-id to export one backend at a time, or split the file.',
        retry: 'no'
    },
    ManifestNotWritten: {
        meaning: 'mode: export could not write the manifest to RUNNER_TEMP.',
        cure: 'Make sure that RUNNER_TEMP is a directory that the job can write to, with free disk space.',
        retry: 'rerun'
    },
    Drift: {
        meaning: 'Someone else changed the live definition between the plan and the write.',
        cure: 'Check what changed, then re-run the job, which plans again. This target was not changed.',
        retry: 'rerun'
    },
    Superseded: {
        meaning: 'A newer run of this repository wrote the live definition; its description names that run. This run is older: it waited for an approval or in a queue, and would replace a newer deployment.',
        cure: 'This target was not changed: the definition of the newer run stays live. To replace it with this older one on purpose, re-run this job, or set allow-older-run: true.',
        retry: 'no'
    },
    Conflict: {
        meaning: 'The live definition was changed by someone else: it is neither the previous definition nor the one that this step sent.',
        ...afterSend('Find out who else changes this target, and put all jobs that change it into one concurrency group.'),
        retry: 'no'
    },
    BatchFailed: {
        meaning: 'The service accepted the change but did not update every API. The message names each API that failed, with the reason that the service reported. For a route, the deployment failed (DeployFailed).',
        ...afterSend('Fix the reason that the service reported for each API; for a route, look at it in the Cloud-native API Gateway console.'),
        retry: 'rerun'
    },
    WaitTimeout: {
        meaning: 'The batch, or the deployment of a route, did not complete within wait-timeout, or its progress could not be read until then.',
        ...afterSend('The update may still complete. If the service is only slow, raise wait-timeout.'),
        retry: 'rerun'
    },
    NoOperationId: {
        meaning: 'The service accepted the change but returned no operation ID, so this step cannot follow it.',
        ...afterSend('Check in the API Gateway console that the APIs were updated.'),
        retry: 'rerun'
    },
    ReadBackFailed: {
        meaning: 'The service reported the change as completed, but this step could not read the live definition to verify it.',
        cure: NEXT_STEPS,
        retry: 'rerun'
    },
    ReadBackMismatch: {
        meaning: 'The service reported the change as completed, but the live definition is not the one that was sent; or the update of a service changed other fields along with its addresses.',
        ...afterSend('Check the keys that the message names: the service may not accept them for this type of target.'),
        retry: 'no'
    },
    ProbeFailed: {
        meaning: 'A probe URL did not return enough consecutive successes within probe-timeout: three, or more at a low weight. The message has the last response and the most likely cause.',
        ...afterSend('Check the service behind the URL, then probe-url, probe-status, probe-contains and probe-headers.'),
        retry: 'rerun'
    },
    BakeFailed: {
        meaning: 'The probes passed after the switch, but a probe URL then failed three times during bake-time: consecutively, or in total while the new backend receives only part of the traffic.',
        ...afterSend('Check the service behind the URL: the new version fails some time after it starts.'),
        retry: 'no'
    },
    Cancelled: {
        meaning: 'The step was stopped by a signal: the run was cancelled, or the job timed out. The message says what had been sent by then.',
        first: 'The post step reports the outcome: see the end of the log, or the job summary.',
        cure: 'Re-run the job.',
        retry: 'rerun'
    },
    StepFailed: {
        meaning: 'The step failed and was stopped during its rollback. Its journal does not contain the original failure; the message has the outcome of the rollback.',
        cure: NEXT_STEPS,
        retry: 'no'
    },
    Unfollowed: {
        meaning: 'The step was stopped after its write. The service accepted the change or may have accepted it; whether every API was updated is not known.',
        cure: NEXT_STEPS,
        retry: 'rerun'
    },
    NotProbed: {
        meaning: 'The step was stopped after its write, before its probes or its bake had passed. The message names the checks that had not passed. The post step does not run them.',
        ...afterSend('Request the URLs of the checks that had not passed, then keep the new definition or roll back.'),
        retry: 'rerun'
    },
    PatchOverUnreturned: {
        meaning: 'definition: patch could remove keys that the service did not return: it accepts some keys of functions but never returns them, or it returned no key of the live definition at all.',
        cure: 'Pass the whole definition with definition: full, or add those of the keys that the function uses to the patch. Nothing was sent for this target.',
        retry: 'no'
    },
    JournalLost: {
        meaning: 'The step was stopped or could not write its journal, and the post step could not read the journal. The outcome of any write is not known.',
        cure: 'Run mode: plan to see the live definition, then re-run the job.',
        retry: 'rerun'
    },
    NotArrived: {
        meaning: 'The step was stopped during its write, and the change did not become live within 30 seconds after it was sent.',
        first: 'Nothing has to be rolled back, unless the change becomes live later.',
        cure: NEXT_STEPS,
        retry: 'rerun'
    },
    NoCredentials: {
        meaning: 'The post step found no credentials, so it could not determine the outcome of a write.',
        ...afterSend('Pass the credentials as inputs, or as environment variables that are still set at the end of the job.'),
        retry: 'no'
    },
    OtherCredentials: {
        meaning: 'The post step did not determine the outcome of a write, because the credentials of the job had changed since.',
        cure: NEXT_STEPS,
        retry: 'no'
    },
    UnsupportedNode: {
        meaning: 'The runner started the action with a version of Node.js that is older than 24.5.',
        cure: 'Update the runner (actions/runner, or its replacement) to a version whose node24 is 24.5 or newer. Nothing was sent.',
        retry: 'no'
    },
    InternalError: {
        meaning: "A bug in this action. (If the message does not contain \u201ca bug in this action\u201d, it is the cloud's code of the same name.)",
        cure: `${REPORT}. To add the stack trace to the log, re-run the job with debug logging enabled.`,
        retry: 'no'
    }
};
/** How GitHub can reject a comment. None of these changes the result of the step: each is a warning. */
const GITHUB_CODES = {
    'GitHub.401': {
        meaning: 'GitHub rejected the token.',
        cure: 'Check github-token, or remove it to use the default token of the job.',
        retry: 'no'
    },
    'GitHub.403': {
        meaning: 'The token is not allowed to comment on the pull request, or the conversation is locked.',
        cure: COMMENT_PERMISSION,
        retry: 'no'
    },
    'GitHub.404': {
        meaning: 'The token has no access to the pull request.',
        cure: COMMENT_PERMISSION,
        retry: 'no'
    },
    'GitHub.422': {
        meaning: 'GitHub rejected the comment as invalid.',
        cure: `${REPORT}.`,
        retry: 'no'
    },
    'GitHub.RateLimit': {
        meaning: 'The token exceeded a rate limit of GitHub: too many requests, or too many comments at a time.',
        cure: 'Re-run the job later, or comment from fewer jobs.',
        retry: 'rerun'
    },
    GitHub: {
        meaning: 'GitHub failed or could not be reached.',
        cure: "Re-run the job later. On GitHub Enterprise Server, check that the runner can reach the server's API (HTTPS_PROXY, NO_PROXY).",
        retry: 'rerun'
    }
};


/***/ }),

/***/ 3521:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   lZ: () => (/* binding */ ActionError),
/* harmony export */   r1: () => (/* binding */ BUG),
/* harmony export */   z6: () => (/* binding */ asActionError)
/* harmony export */ });
/* harmony import */ var _catalog_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5139);

/**
 * A failure that the step can explain. `message` says what failed and on what; `advice` says what to do about it, and defaults
 * to the catalog's cure for this action's own codes. Its parts stay separate until they are rendered as text or Markdown.
 * Any other error is a bug in this action and is reported as one.
 */
class ActionError extends Error {
    name = 'ActionError';
    code;
    advice;
    brief;
    requestId;
    rollbackError;
    constructor(code, message, details = {}) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.code = code;
        const { brief, cure, policy, nextSteps, requestId, rollbackError } = details;
        const entry = policy === undefined ? (0,_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .entryOfOwn */ ._X)(code) : undefined;
        const own = nextSteps === undefined ? entry?.cure : entry?.first;
        this.advice = { cure: cure ?? own, policy, nextSteps };
        this.brief = brief;
        // a write without a response has no ID, or an empty one
        this.requestId = requestId === '' ? undefined : requestId;
        this.rollbackError = rollbackError;
    }
    /** The same failure with details that the caller adds. This error becomes its cause. A new message needs its own `brief`. */
    with({ message = this.message, ...details }) {
        const { advice, code, requestId, rollbackError } = this;
        const brief = message === this.message ? this.brief : undefined;
        return new ActionError(code, message, {
            ...advice,
            brief,
            requestId,
            rollbackError,
            cause: this,
            ...details
        });
    }
    /** The advice as text. */
    get hint() {
        const { cure, policy, nextSteps } = this.advice;
        const parts = [cure, policy && policyText(policy), nextSteps].filter(Boolean);
        return parts.length === 0 ? undefined : parts.join('\n');
    }
}
function policyText({ intro, document, note }) {
    const line = intro === undefined ? document : `${intro} ${document}`;
    return note === undefined ? line : `${line}\n${note}`;
}
/** All problems with the step's inputs. Nothing was sent. */
class InputError extends ActionError {
    name = 'InputError';
    problems;
    constructor(problems) {
        super('InvalidInput', problems.length === 1
            ? problems.map(problem => `${problem.input}: ${problem.message}`).join()
            : `${problems.length} problems with the inputs:\n` +
                problems.map(problem => `- ${problem.input}: ${problem.message}`).join('\n'));
        this.problems = problems;
    }
}
/** The message of a thrown value, whether it is an Error or not. */
function messageOf(thrown) {
    try {
        return String(thrown instanceof Error ? thrown.message : thrown);
    }
    catch {
        return 'a value without text was thrown';
    }
}
/** The words in the message that tell this action's `InternalError` from the cloud's. */
const BUG = 'a bug in this action';
/** A thrown value as an ActionError; anything else is a bug in this action. */
function asActionError(error) {
    if (error instanceof ActionError)
        return error;
    return new ActionError('InternalError', `${BUG}: ${withoutStack(messageOf(error))}`, {
        cause: error
    });
}
function withoutStack(message) {
    return message.replace(/(\r?\n|\r)\s*at [^]*$/, '');
}


/***/ }),

/***/ 5139:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  W8: () => (/* binding */ CATALOG),
  ck: () => (/* binding */ entryOfCall),
  _X: () => (/* binding */ entryOfOwn),
  o: () => (/* binding */ foreignCode),
  Ye: () => (/* binding */ isActionCode)
});

// EXTERNAL MODULE: ./errors/action-codes.js
var action_codes = __nccwpck_require__(509);
;// CONCATENATED MODULE: ./errors/cloud-codes.js
const GRANT = 'Grant the action to the RAM user or role of this step (RAM console > Permissions > Grants).';
const ONE_REGION = 'IDs are looked up in one region and account only.';
const COMPARE_DEFINITION = 'Compare backend-model-data with a definition of the same type: the previous-backend-model-data output of a run has the format.';
const FEWER_CALLS = 'Run fewer jobs that call this API at the same time, or ask Alibaba Cloud for a higher quota.';
const ONE_GROUP_OF_BACKEND = 'Put all jobs that change this backend into one concurrency group, then re-run the job: another change was in progress the whole time.';
const NOT_ACCEPTED = 'The service does not accept the previous definition. Restore it in the console, or switch to a definition that the service accepts.';
const DELETED = 'Check in the console whether someone deleted what the code names.';
const OTHER_CHANGE = 'Another change was in progress the whole time: roll back once it has completed. Put all jobs that change the target into one concurrency group.';
const ENDPOINTS = 'it must be the endpoint of API Gateway (apigateway.<region>.aliyuncs.com). For services and routes check apig-endpoint: it must be the endpoint of Cloud-native API Gateway (apig.<region>.aliyuncs.com).';
const SERVICE_FAULT = 'Re-run the job later: the fault is in the service. If it persists, contact Alibaba Cloud support with the request ID.';
const SERVICE_FAULT_OF_ROLLBACK = 'Roll back later: the fault is in the service. If it persists, contact Alibaba Cloud support with the request ID.';
const REPORT = 'report it in the issues of this action';
/**
 * The error codes of both API Gateways' control planes. `Invalid\u2026`, `NotFound\u2026` and similar codes are built from the name of a
 * parameter or resource. Most of them are HTTP 400, whatever their name suggests.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/control-openapi-error-code-table
 */
const CLOUD_CODES = {
    NoPermission: {
        meaning: 'The RAM user or role of this step lacks the permission for the call.',
        cure: GRANT,
        retry: 'no',
        denied: true
    },
    'Forbidden.RAM': {
        meaning: 'The RAM user or role of this step lacks the permission for the call.',
        cure: GRANT,
        retry: 'no',
        denied: true
    },
    'Forbidden.RiskControl': {
        meaning: "Alibaba Cloud's risk control blocked the request. RAM policies have no effect on it.",
        cure: 'Check the account for risk control notices in the console (Message Center), or contact Alibaba Cloud support with the request ID.',
        retry: 'no'
    },
    'Forbidden*': {
        meaning: 'The account is not allowed to use the resource that the rest of the code names.',
        cure: 'Check that the account of the credentials owns the backend, service or route (its IDs, and region-id), and that API Gateway is activated in the account. If the response has an AccessDeniedDetail, RAM denied the call, and the error has the statement to add.',
        retry: 'no'
    },
    InsufficientBalance: {
        meaning: 'The account has an overdue payment, or its balance is too low.',
        cure: 'Top up the balance or pay the overdue bill (Expenses and Costs in the console), then re-run the job.',
        rollbackCure: 'Top up the balance or pay the overdue bill (Expenses and Costs in the console), then roll back.',
        retry: 'no'
    },
    NotFoundBackend: {
        meaning: 'No backend service with this ID exists in this region and account.',
        cure: `Check backend-id (API Gateway console > Backend Services) and region-id. ${ONE_REGION}`,
        rollbackCure: DELETED,
        retry: 'no'
    },
    NotFoundBackendModel: {
        meaning: 'The backend has no definition in this stage, or backend-model-id is the ID of another definition.',
        cure: 'Remove backend-model-id if it is set. Otherwise create the definition once, in the API Gateway console (Backend Services) or with CreateBackendModel: this action changes existing definitions only.',
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFoundStage*': {
        meaning: 'The stage does not exist in this region.',
        cure: 'Check stage-name and region-id: the stage must be RELEASE, PRE, TEST, or a custom environment of this region.',
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFound.ServiceNotFound': {
        meaning: 'No service with this ID exists in this region and account.',
        cure: `Check service-id (for a route, each serviceId of its backend) and region-id. ${ONE_REGION}`,
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFound.RouteNotFound': {
        meaning: 'The API has no route with this ID.',
        cure: 'Check route-id, http-api-id and region-id: the route must belong to this API.',
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFound.GatewayNotFound': {
        meaning: 'No gateway with this ID exists in this region and account.',
        cure: 'Check gateway-id and region-id. If the gateway was deleted, its services and routes were deleted with it.',
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFound.EnvironmentNotFound': {
        meaning: 'The environment of the route no longer exists.',
        cure: 'In the Cloud-native API Gateway console, publish the route to a gateway that exists.',
        retry: 'no'
    },
    'DatabaseError.RecordNotFound': {
        meaning: 'Cloud-native API Gateway found no such API, route or operation. It may return this code with HTTP 200.',
        cure: `Check http-api-id, route-id and region-id. ${ONE_REGION}`,
        rollbackCure: DELETED,
        retry: 'no'
    },
    'Error.DatabaseError.RecordNotFound': {
        meaning: 'Cloud-native API Gateway found no such API, route or operation. It may return this code with HTTP 200.',
        cure: `Check http-api-id, route-id and region-id. ${ONE_REGION}`,
        rollbackCure: DELETED,
        retry: 'no'
    },
    'NotFound*': {
        meaning: 'The service did not find the resource that the rest of the code names.',
        cure: `Check the input that the code names, and region-id. ${ONE_REGION}`,
        rollbackCure: DELETED,
        retry: 'no'
    },
    InvalidBackendType: {
        meaning: 'The service does not accept this backend type, or not for this backend.',
        cure: 'Remove backend-type to use the type of the live backend.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    InvalidBackendModelId: {
        meaning: 'The service does not accept this definition ID.',
        cure: 'Remove backend-model-id if it is set: the ID of the stage is then used. If the credentials cannot read the backend, set backend-model-id to the ID that the API Gateway console shows.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'InvalidBackendModelData*': {
        meaning: 'The service does not accept the definition for a backend of this type.',
        cure: COMPARE_DEFINITION,
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    MissingBackendModelData: {
        meaning: 'The service received no definition.',
        cure: COMPARE_DEFINITION,
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    IdempotentParameterMismatch: {
        meaning: 'The service treated the call as a repetition of an earlier call with different parameters.',
        cure: `${COMPARE_DEFINITION} Then re-run the job.`,
        rollbackCure: NOT_ACCEPTED,
        retry: 'rerun'
    },
    'InvalidFormat*': {
        meaning: 'A value does not have the required format. The rest of the code names the parameter.',
        cure: 'Correct the input that the code names.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'Invalid*': {
        meaning: 'The service does not accept a value. The rest of the code names the parameter.',
        cure: 'Correct the input that the code names.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'Missing*': {
        meaning: 'The request lacks a required value. The rest of the code names the parameter.',
        cure: `Set the input that the code names. If there is no such input, ${REPORT}.`,
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'Duplicate*': {
        meaning: 'A value that must be unique occurs twice.',
        cure: 'Change the value that the code names.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'Repeated*': {
        meaning: 'A value that must be unique is already in use.',
        cure: 'Change the value that the code names.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    'DependencyViolation*': {
        meaning: 'Another resource depends on the one that the call would change.',
        cure: 'Check in the API Gateway console which resource uses the backend, and remove that use first.',
        retry: 'no'
    },
    'ExceedLimit*': {
        meaning: 'The account has reached a quota.',
        cure: 'Delete resources that are no longer used, or ask Alibaba Cloud for a higher quota.',
        retry: 'no'
    },
    'Throttling*': {
        meaning: 'The account, or one of its users, made too many calls.',
        cure: FEWER_CALLS,
        retry: 'busy'
    },
    'Rejected.Throttling': {
        meaning: 'The service is not accepting more calls at the moment.',
        cure: FEWER_CALLS,
        retry: 'busy'
    },
    RepeatedCommit: {
        meaning: 'Another change to the same resource is in progress.',
        cure: ONE_GROUP_OF_BACKEND,
        rollbackCure: OTHER_CHANGE,
        retry: 'busy'
    },
    ConcurrencyLockTimeout: {
        meaning: 'Another change holds the lock on the backend.',
        cure: ONE_GROUP_OF_BACKEND,
        rollbackCure: OTHER_CHANGE,
        retry: 'busy'
    },
    'Conflict.LockFailed': {
        meaning: 'Another change holds the lock on the resource.',
        cure: 'Put all jobs that change this backend, service, API or gateway into one concurrency group, then re-run the job: another change was in progress the whole time.',
        rollbackCure: OTHER_CHANGE,
        retry: 'busy'
    },
    'Conflict.GatewayIsDeleted': {
        meaning: 'The gateway is being deleted.',
        cure: 'Check gateway-id, and the IDs of the services and routes: those of this gateway can no longer be changed.',
        retry: 'no'
    },
    'Conflict.ServiceExisted': {
        meaning: 'The gateway already has a service with this name.',
        cure: `Use the ID of the existing service. This action creates no services: if one of its calls returned this code, ${REPORT}.`,
        retry: 'no'
    },
    'Conflict.DomainExisted': {
        meaning: 'The account already has this domain.',
        cure: `Use the existing domain. This action creates no domains: if one of its calls returned this code, ${REPORT}.`,
        retry: 'no'
    },
    'Conflict.McpServerNameAlreadyExists': {
        meaning: 'An MCP server with this name already exists.',
        cure: `Use another name. This action creates no MCP servers: if one of its calls returned this code, ${REPORT}.`,
        retry: 'no'
    },
    'Conflict*': {
        meaning: 'Another change to the same API, route or service is in progress. The service may have made the change that this step requested.',
        cure: 'Wait until the console shows no change in progress for the API, route or service, then re-run the job. Put all jobs that change it into one concurrency group.',
        rollbackCure: OTHER_CHANGE,
        retry: 'itself',
        serverFault: true
    },
    'InvalidApi.NotFound': {
        meaning: 'The endpoint does not know this operation: it is the endpoint of another product.',
        cure: `Check endpoint: ${ENDPOINTS}`,
        retry: 'no'
    },
    InvalidAction: {
        meaning: 'The endpoint does not know this operation: it is the endpoint of another product or region.',
        cure: `Check endpoint and region-id: ${ENDPOINTS}`,
        retry: 'no'
    },
    NoSuchVersion: {
        meaning: 'The endpoint does not know this version of the API: it is the endpoint of another product or region.',
        cure: `Check endpoint and region-id: ${ENDPOINTS}`,
        retry: 'no'
    },
    InvalidVersion: {
        meaning: 'The endpoint does not know this version of the API: it is the endpoint of another product.',
        cure: `Check endpoint: ${ENDPOINTS}`,
        retry: 'no'
    },
    'InvalidProtocol.NeedSsl': {
        meaning: 'The request was sent over plain HTTP; the endpoint requires HTTPS.',
        cure: 'Remove http:// from endpoint.',
        retry: 'no'
    },
    InvalidParameter: {
        meaning: 'The service does not accept a parameter of the request.',
        cure: `Correct the input that the message names. If it names none, ${REPORT}, which builds the request.`,
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    UnsupportedHTTPMethod: {
        meaning: 'Something between the runner and the service changed the HTTP method of the request.',
        cure: 'Check for a proxy that changes requests (HTTPS_PROXY), and for a redirect at endpoint.',
        retry: 'no'
    },
    RequestEntityTooLarge: {
        meaning: 'The request is larger than the service accepts.',
        cure: 'Reduce the size of backend-model-data.',
        rollbackCure: NOT_ACCEPTED,
        retry: 'no'
    },
    ServiceUnavailable: {
        meaning: 'The service is temporarily unavailable.',
        cure: SERVICE_FAULT,
        rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
        retry: 'itself',
        serverFault: true
    },
    InternalError: {
        meaning: "The service failed and gave no reason. (If the message contains \u201ca bug in this action\u201d, it is this action's own code of the same name.)",
        cure: SERVICE_FAULT,
        rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
        retry: 'itself',
        serverFault: true
    },
    Http429: {
        meaning: 'The service, or something in front of it, is not accepting more calls at the moment.',
        cure: FEWER_CALLS,
        retry: 'busy'
    },
    'Http5*': {
        meaning: 'The service, or something in front of it, failed without an error code of the API. The digits are the HTTP status.',
        cure: SERVICE_FAULT,
        rollbackCure: SERVICE_FAULT_OF_ROLLBACK,
        retry: 'itself',
        serverFault: true
    }
};

;// CONCATENATED MODULE: ./errors/identity-codes.js
const SECRET_DOES_NOT_MATCH = 'Copy both again: the access key secret does not belong to the AccessKey ID. Look for a line break or a space at the end of the secret.';
const ONE_SOURCE = 'Take access-key-id, access-key-secret and security-token from the same source: temporary credentials are three values from one response.';
const SET_CLOCK = "Set the runner's clock (NTP): it is more than 15 minutes off.";
const TRUST = "Compare the sub and aud in the message with the conditions of the role's trust policy. A job with an environment has another sub than a job without one.";
const ISSUER = "Check the issuer's URL and the fingerprints of the OIDC identity provider (RAM console > Integrations > SSO).";
/**
 * The codes about the caller's identity: access keys and signatures, and the exchange of the job's OIDC token for temporary
 * credentials (STS).
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
 */
const IDENTITY_CODES = {
    'InvalidAccessKeyId.NotFound': {
        meaning: 'The access key does not exist, was deleted, or belongs to another Alibaba Cloud site.',
        cure: 'Check access-key-id: the access key must exist (RAM console > Identities > Users) and belong to this Alibaba Cloud site.',
        retry: 'no'
    },
    'InvalidAccessKeyId.Inactive': {
        meaning: 'The access key exists but is disabled.',
        cure: 'Enable the access key (RAM console > Identities > Users), or use another one.',
        retry: 'no'
    },
    InvalidAccessKeyId: {
        meaning: 'The service does not accept the AccessKey ID.',
        cure: 'Check access-key-id: it must be complete, and its access key must exist, be enabled, and belong to this Alibaba Cloud site.',
        retry: 'no'
    },
    InvalidAccessKeySecret: {
        meaning: 'The service does not accept the access key secret.',
        cure: SECRET_DOES_NOT_MATCH,
        retry: 'no'
    },
    SignatureDoesNotMatch: {
        meaning: 'The request was signed with a secret that does not belong to the access key.',
        cure: SECRET_DOES_NOT_MATCH,
        retry: 'no'
    },
    IncompleteSignature: {
        meaning: 'The signature of the request is incomplete.',
        cure: 'Copy both again: the AccessKey ID or secret is empty or cut off.',
        retry: 'no'
    },
    InvalidSignatureMethod: {
        meaning: 'Something between the runner and the service changed the signature of the request.',
        cure: 'Check for a proxy that changes requests (HTTPS_PROXY), and that endpoint is an endpoint of API Gateway.',
        retry: 'no'
    },
    SignatureNonceUsed: {
        meaning: 'The same request arrived twice. This action never sends a request twice, so something between the runner and the service did. The first of the two may have taken effect.',
        cure: 'Check for a proxy that repeats requests (HTTPS_PROXY).',
        retry: 'itself'
    },
    InvalidTimeStamp: {
        meaning: 'The time stamp of the request is more than 15 minutes off, or was changed in transit.',
        cure: SET_CLOCK,
        retry: 'no'
    },
    IllegalTimestamp: {
        meaning: 'The time stamp of the request is more than 15 minutes off, or was changed in transit.',
        cure: SET_CLOCK,
        retry: 'no'
    },
    'InvalidSecurityToken.Expired': {
        meaning: 'The temporary credentials have expired.',
        cure: 'Request the temporary credentials in the same job, right before this step, or set role-to-assume, which renews them.',
        retry: 'no'
    },
    'InvalidSecurityToken.MismatchWithAccessKey': {
        meaning: 'The security token was issued with another access key.',
        cure: ONE_SOURCE,
        retry: 'no'
    },
    'InvalidSecurityToken.Malformed': {
        meaning: 'The security token is cut off, or is not a security token.',
        cure: `Copy the whole security token again. ${ONE_SOURCE}`,
        retry: 'no'
    },
    InvalidSecurityToken: {
        meaning: 'The security token does not belong to the access key.',
        cure: ONE_SOURCE,
        retry: 'no'
    },
    MissingSecurityToken: {
        meaning: 'The access key is temporary, and security-token is not set.',
        cure: ONE_SOURCE,
        retry: 'no'
    },
    'AuthenticationFail.NoPermission': {
        meaning: 'The role does not trust this job, or the identity provider is not registered in the account.',
        cure: `Check role-to-assume and oidc-provider-arn. ${TRUST}`,
        retry: 'no'
    },
    'AuthenticationFail.OIDCToken.AudienceNotMatch*': {
        meaning: 'The OIDC token of the job is for an audience that the identity provider does not accept.',
        cure: 'Add the value of audience to the client IDs of the OIDC identity provider (RAM console > Integrations > SSO), or set audience to one of its client IDs.',
        retry: 'no'
    },
    'AuthenticationFail.OIDCToken.Expired': {
        meaning: 'The OIDC token of the job had expired when it arrived.',
        cure: "Check the runner's clock (NTP), then re-run the job: each run requests a new token.",
        rollbackCure: "Check the runner's clock (NTP), then roll back in another run, which requests a new token.",
        retry: 'rerun'
    },
    'AuthenticationFail.OIDCToken.HttpsUrlInvalid': {
        meaning: "Alibaba Cloud does not trust the certificate of the OIDC token's issuer.",
        cure: `${ISSUER} On GitHub Enterprise Server, the issuer must be reachable from Alibaba Cloud and have a public certificate.`,
        retry: 'no'
    },
    'AuthenticationFail.OIDCToken.InvalidSignature': {
        meaning: 'The OIDC token of the job is not signed by the issuer that the identity provider names.',
        cure: ISSUER,
        retry: 'no'
    },
    'AuthenticationFail.OIDCToken.Invalid*': {
        meaning: 'Alibaba Cloud cannot read the OIDC token of the job.',
        cure: "Check that oidc-provider-arn names the provider of GitHub's issuer (https://token.actions.githubusercontent.com).",
        retry: 'no'
    },
    'AuthenticationFail*': {
        meaning: 'Alibaba Cloud does not accept the OIDC token of the job.',
        cure: `Check role-to-assume, oidc-provider-arn and audience. ${TRUST}`,
        retry: 'no'
    },
    'IdToken.Http401': {
        meaning: "GitHub no longer accepts the job's request for an OIDC token.",
        cure: 'Re-run the job: it has the permission to request OIDC tokens, but the token that it requests them with has expired, as it does at the end of the job.',
        rollbackCure: 'Roll back in another run: the token with which the job requests OIDC tokens has expired, as it does at the end of the job.',
        retry: 'rerun'
    },
    'IdToken.Http403': {
        meaning: 'GitHub refused to issue the OIDC token on every attempt. It does so for a moment while it still considers the job pending.',
        cure: 'Re-run the job: it has the permission to request OIDC tokens. If the error persists, check https://www.githubstatus.com and the OIDC policies of the organization or enterprise.',
        rollbackCure: 'Roll back in another run. If the error persists, check https://www.githubstatus.com.',
        retry: 'itself'
    },
    'IdToken*': {
        meaning: 'GitHub did not issue the OIDC token of the job.',
        cure: 'Re-run the job: it has the permission to request OIDC tokens. If the error persists, check https://www.githubstatus.com, and check for a proxy that changes requests (HTTPS_PROXY).',
        rollbackCure: 'Roll back in another run. If the error persists, check https://www.githubstatus.com.',
        retry: 'rerun'
    },
    'EntityNotExist.Role': {
        meaning: 'The role does not exist in the account.',
        cure: 'Check role-to-assume: acs:ram::<account>:role/<name>, as shown in the RAM console (Identities > Roles).',
        retry: 'no'
    },
    'EntityNotExist.OIDCProvider': {
        meaning: 'The identity provider does not exist in the account.',
        cure: 'Check oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as shown in the RAM console (Integrations > SSO).',
        retry: 'no'
    },
    'EntityNotExist*': {
        meaning: 'The role or the identity provider does not exist in the account.',
        cure: 'Check role-to-assume (RAM console > Identities > Roles) and oidc-provider-arn (RAM console > Integrations > SSO).',
        retry: 'no'
    },
    'InvalidParameter.RoleArn': {
        meaning: 'The value of role-to-assume is not the ARN of a role.',
        cure: 'Correct role-to-assume: acs:ram::<account>:role/<name>, as shown in the RAM console (Identities > Roles).',
        retry: 'no'
    },
    'InvalidParameter.OIDCProviderArn': {
        meaning: 'The value of oidc-provider-arn is not the ARN of an identity provider.',
        cure: 'Correct oidc-provider-arn: acs:ram::<account>:oidc-provider/<name>, as shown in the RAM console (Integrations > SSO).',
        retry: 'no'
    },
    'InvalidParameter.DurationSeconds': {
        meaning: 'The role does not allow sessions of this length.',
        cure: 'Lower role-session-expiration, or raise the maximum session duration of the role (RAM console > Identities > Roles).',
        retry: 'no'
    },
    'InvalidParameter.RoleSessionName': {
        meaning: 'The session name is too long, or contains characters that are not allowed.',
        cure: 'Correct role-session-name: 2 to 64 letters, digits and . @ - _.',
        retry: 'no'
    }
};

// EXTERNAL MODULE: ./errors/transport-codes.js
var transport_codes = __nccwpck_require__(8592);
;// CONCATENATED MODULE: ./errors/catalog.js




function foreignCode(code) {
    return code;
}
/** Whether a text, such as one from the journal, is one of this action's own codes. */
function isActionCode(code) {
    return Object.hasOwn(action_codes/* ACTION_CODES */.Y, code);
}
/** Every code, by chapter: docs/troubleshooting.md is generated from it. */
const CATALOG = [
    { title: 'This action', entries: action_codes/* ACTION_CODES */.Y },
    { title: 'API Gateway', entries: CLOUD_CODES },
    { title: 'Credentials', entries: IDENTITY_CODES },
    { title: 'Network', entries: transport_codes/* TRANSPORT_CODES */.F },
    { title: 'GitHub', entries: action_codes/* GITHUB_CODES */.l }
];
let callPatterns;
/** The entry for the code of a failed call to the cloud; `undefined` for an unknown code. */
function entryOfCall(code) {
    callPatterns ??= patternsOf({ ...CLOUD_CODES, ...IDENTITY_CODES, ...transport_codes/* TRANSPORT_CODES */.F });
    return find(callPatterns, code);
}
/** The entry for one of this action's own codes. */
function entryOfOwn(code) {
    return Object.hasOwn(action_codes/* ACTION_CODES */.Y, code) ? action_codes/* ACTION_CODES */.Y[code] : undefined;
}
/** The entry with the longest pattern that matches the code, ignoring case. */
function find(patterns, code) {
    const searched = code.toLowerCase();
    return patterns.find(({ stem, isOpen }) => isOpen ? searched.startsWith(stem) : searched === stem || searched.startsWith(`${stem}.`))?.entry;
}
/** Longest first. */
function patternsOf(entries) {
    return Object.entries(entries)
        .map(([pattern, entry]) => ({
        stem: pattern.toLowerCase().replace(/\*$/, ''),
        isOpen: pattern.endsWith('*'),
        entry
    }))
        .sort((one, other) => other.stem.length - one.stem.length);
}


/***/ }),

/***/ 8592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ TRANSPORT_CODES)
/* harmony export */ });
const INTERCEPTED = 'Check endpoint and HTTPS_PROXY: something between the runner and the service responded in its place, such as a proxy or a captive portal.';
const CUT_CONNECTION = 'Re-run the job. If the error persists, check for a firewall or proxy that closes connections.';
const CUT_ROLLBACK = 'Roll back again. If the error persists, check for a firewall or proxy that closes connections.';
/** What goes wrong in transit: no response, or one that is not the API's. A fault of runtime/http.ts, after `Transport.`. */
const TRANSPORT_CODES = {
    'Transport.Refused': {
        meaning: 'The host refused the connection: nothing listens on the port.',
        cure: 'Check the host and port of endpoint: nothing listens there.',
        retry: 'itself'
    },
    'Transport.Dns': {
        meaning: 'The host name could not be resolved.',
        cure: 'Check region-id and endpoint, and that the runner can resolve public host names. Behind a proxy, set HTTPS_PROXY.',
        retry: 'itself'
    },
    'Transport.Unreachable': {
        meaning: 'The runner has no network route to the host.',
        cure: "Check that the runner's network can reach the endpoint. Behind a proxy, set HTTPS_PROXY.",
        retry: 'itself'
    },
    'Transport.Tls': {
        meaning: 'The TLS connection failed: the runner does not trust the certificate, or the certificate is for another host.',
        cure: 'Check endpoint. For a certificate of your own authority, or a proxy or firewall that re-signs traffic, set NODE_EXTRA_CA_CERTS to the PEM file of the authority, in the environment of this step or of the runner. A file that cannot be loaded is ignored, with a warning at the start of the step. Verification cannot be turned off.',
        retry: 'no'
    },
    'Transport.Proxy': {
        meaning: 'The proxy could not be reached, or did not forward the request.',
        cure: 'Check HTTPS_PROXY (host and port) and that the proxy forwards requests to the endpoint, or exempt the endpoint with NO_PROXY.',
        retry: 'itself'
    },
    'Transport.ProxyDenied': {
        meaning: 'The proxy refused to forward the request.',
        cure: 'Allow the endpoint in the proxy, or exempt it with NO_PROXY.',
        retry: 'no'
    },
    'Transport.NotHttp': {
        meaning: 'The response is not HTTP, or switches to another protocol.',
        cure: INTERCEPTED,
        retry: 'itself'
    },
    'Transport.ProxyAuth': {
        meaning: 'The proxy requires a user name and password (407).',
        cure: 'Set HTTPS_PROXY with user name and password (http://user:password@host:port, special characters percent-encoded), or exempt the endpoint with NO_PROXY.',
        retry: 'no'
    },
    'Transport.Reset': {
        meaning: 'The connection was closed before a response arrived.',
        cure: CUT_CONNECTION,
        rollbackCure: CUT_ROLLBACK,
        retry: 'itself'
    },
    'Transport.Timeout': {
        meaning: 'No complete response arrived in time.',
        cure: "Check that the runner's network can reach the endpoint (behind a proxy, HTTPS_PROXY). Raise request-timeout if the service is only slow.",
        retry: 'itself'
    },
    'Transport.Truncated': {
        meaning: 'The connection was closed before the whole response had arrived.',
        cure: CUT_CONNECTION,
        rollbackCure: CUT_ROLLBACK,
        retry: 'itself'
    },
    'Transport.TooLarge': {
        meaning: 'The response is larger than any response of the API.',
        cure: INTERCEPTED,
        retry: 'itself'
    },
    'Transport.RefusedAddress': {
        meaning: 'The host is a link-local address or a metadata service, to which this action never sends requests.',
        cure: 'Set the URL to the address of a service. For a host name, check what it resolves to on the runner.',
        retry: 'no'
    },
    'Transport.Invalid': {
        meaning: 'The request is invalid: a value in it is not allowed in an HTTP header.',
        cure: 'Check the access key, the security token and probe-headers for characters that HTTP headers do not allow.',
        retry: 'no'
    },
    'Transport.Aborted': {
        meaning: 'The request was aborted because the step was stopped.',
        cure: 'Re-run the job: the step was stopped by a signal, from a cancelled run or a job that timed out.',
        retry: 'rerun'
    },
    MalformedResponse: {
        meaning: 'The response is not from the API: it is not JSON, or lacks fields that every response has.',
        cure: INTERCEPTED,
        retry: 'itself'
    },
    IncompleteList: {
        meaning: 'The service reported a count that does not match the items it listed, in two readings.',
        cure: 'Re-run the job: items such as APIs may have been published or unpublished while they were listed.',
        retry: 'rerun'
    }
};


/***/ }),

/***/ 1160:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cy: () => (/* binding */ readCommon),
/* harmony export */   hB: () => (/* binding */ readEntry),
/* harmony export */   r6: () => (/* binding */ readNames),
/* harmony export */   zU: () => (/* binding */ isManifestName)
/* harmony export */ });
/* harmony import */ var _model_backend_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2482);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6489);
/* harmony import */ var _parsers_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6612);
/* harmony import */ var _located_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8450);




const ENTRY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
/** Selects every target in `targets`. */
const RESERVED_NAME = 'all';
/** Whether a text is a valid name of a manifest entry. */
function isManifestName(name) {
    return ENTRY_NAME.test(name) && name !== RESERVED_NAME;
}
/** The entries of a mapping whose keys are names; an empty mapping is a finding. */
function readNames(node, what, shape, find) {
    const mapping = (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readMapping */ .vh)(node, { what, shape }, find);
    if (mapping?.entries.size === 0)
        return find(mapping.at, `${what} is empty: must be ${shape}`);
    return mapping && [...mapping.entries];
}
/** @returns `undefined` without a valid name */
function readEntry(name, { at, value }, section, reading) {
    const { find } = reading;
    const { noun, shape, keys } = section;
    const named = isManifestName(name);
    if (name === RESERVED_NAME)
        find(at, `${name} is not a valid name of a ${noun}: it is reserved, because it selects every target in targets`);
    // an invalid name is not repeated: it may contain a secret
    else if (!named) {
        find(at, `invalid name of a ${noun}: must be 1 to 63 letters, digits and . _ -, beginning with a letter or digit`);
    }
    const what = named ? name : `a ${noun}`;
    const mapping = (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readMapping */ .vh)(value, { what, shape, keys }, find);
    const stages = mapping && readStages(mapping, { what, at }, section, reading);
    return named ? { name, at, stages } : undefined;
}
function readStages(mapping, { what, at }, { required, stagesShape, open }, reading) {
    const { find } = reading;
    const { entries } = mapping;
    for (const key of required)
        if (!entries.has(key))
            find(at, `${what}: ${key} is required`);
    const readStage = open(mapping, what, reading);
    const node = entries.get('stages')?.value;
    const stages = node && readNames(node, `${what}: stages`, stagesShape, find);
    const read = stages?.map(([stageName, entry]) => {
        const named = (0,_model_backend_js__WEBPACK_IMPORTED_MODULE_3__/* .isStageName */ ._)(stageName);
        if (!named)
            find(entry.at, `${what}: invalid name of a stage: must be ${_model_backend_js__WEBPACK_IMPORTED_MODULE_3__/* .STAGE_NAMES */ .y}`);
        const name = `${what}/${named ? stageName : 'a stage'}`;
        const { at } = entry;
        return {
            name,
            stageName,
            named,
            at,
            place: reading.place(at),
            filePlace: reading.filePlace?.(at),
            entry: readStage({ at, node: entry.value, what: name })
        };
    });
    // with an invalid name, the set of stages is not known
    return read?.every(({ named }) => named) === true ? read : undefined;
}
/** Keys that every long form can have. */
function readCommon(mapping, what, reading) {
    const urls = (key) => {
        const entry = mapping.entries.get(key);
        return entry && readUrls(entry.value, `${what}: ${key}`, reading);
    };
    return {
        regionId: (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readKey */ .YZ)(mapping, 'region-id', what, _parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .region */ .Ny, reading.find),
        preflightUrls: urls('preflight-url'),
        probeUrls: urls('probe-url')
    };
}
/** `none`, one URL per line, or a list of URLs. */
function readUrls(node, what, { secrets, find }) {
    secrets.add(...(0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .secretsOf */ .Fj)((0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .toJson */ .aB)(node)));
    if (node.kind !== 'list') {
        return (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readText */ .yR)(node, what, raw => _parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .probeUrls */ .Vx(_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .filled */ .Bq(raw.trim())), find);
    }
    const { length } = node.items;
    if (length === 0)
        return find(node.at, `${what} is an empty list: to use none, write none`);
    if (length > _parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_PROBE_URLS */ .Vd) {
        return find(node.at, `${what} has ${length} URLs; at most ${_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .MAX_PROBE_URLS */ .Vd} are allowed`);
    }
    return node.items.flatMap(item => (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readText */ .yR)(item, what, _parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .probeUrl */ .K7, find) ?? []);
}


/***/ }),

/***/ 8450:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   JP: () => (/* binding */ lookAlikeAt),
/* harmony export */   TL: () => (/* binding */ quoted),
/* harmony export */   Vt: () => (/* binding */ MAX_SIZE),
/* harmony export */   YR: () => (/* binding */ visit),
/* harmony export */   YZ: () => (/* binding */ readKey),
/* harmony export */   Z9: () => (/* binding */ placeText),
/* harmony export */   Zw: () => (/* binding */ problemOf),
/* harmony export */   a2: () => (/* binding */ nounOf),
/* harmony export */   aB: () => (/* binding */ toJson),
/* harmony export */   b4: () => (/* binding */ offsetOf),
/* harmony export */   lr: () => (/* binding */ MAX_DEPTH),
/* harmony export */   vh: () => (/* binding */ readMapping),
/* harmony export */   vw: () => (/* binding */ toObject),
/* harmony export */   wP: () => (/* binding */ isWhole),
/* harmony export */   xP: () => (/* binding */ measure),
/* harmony export */   yL: () => (/* binding */ stringInstead),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
/* harmony import */ var _model_closest_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1561);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6489);
/* harmony import */ var _model_shape_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7707);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1099);




function placeText({ line, column }) {
    return `line ${line}, column ${column}`;
}
/** Deeper than any definition. Walking a deeper tree could exhaust the stack. */
const MAX_DEPTH = 64;
/** The maximum size after aliases and variables are expanded: twice that of a file. */
const MAX_SIZE = 2 * 1024 * 1024;
/** @param known the measures of nodes that were walked before */
function measure(node, known) {
    const before = known.get(node);
    if (before !== undefined)
        return before;
    let size = node.kind === 'scalar' && typeof node.value === 'string' ? 1 + node.value.length : 1;
    if (node.kind === 'mapping')
        for (const key of node.entries.keys())
            size += key.length;
    let depth = 0;
    for (const child of childrenOf(node)) {
        const measured = measure(child, known);
        size += measured.size;
        depth = Math.max(depth, measured.depth + 1);
    }
    const measured = { size, depth };
    known.set(node, measured);
    return measured;
}
function childrenOf(node) {
    if (node.kind === 'list')
        return node.items;
    return node.kind === 'mapping' ? [...node.entries.values()].map(({ value }) => value) : [];
}
/** Whether no part of it was reported. */
function isWhole(node) {
    return node.kind !== 'broken' && childrenOf(node).every(isWhole);
}
/** The value alone. */
function toJson(node) {
    switch (node.kind) {
        case 'scalar':
            return node.value;
        case 'list':
            return node.items.map(toJson);
        case 'mapping':
            return toObject(node);
        case 'broken':
            return null;
    }
}
function toObject({ entries }) {
    // `fromEntries`, not assignment: a key may be called `__proto__`
    return Object.fromEntries([...entries].map(([key, { value }]) => [key, toJson(value)]));
}
/** Where a path leads in a document: to a value, to its key, or as far as it can be followed. */
function offsetOf(root, { path, aboutKey }) {
    let node = root;
    let at = root.at;
    for (const step of path) {
        if (node.kind === 'list') {
            const item = node.items[Number(step)];
            if (item === undefined)
                break;
            node = item;
            at = item.at;
        }
        else {
            const entry = node.kind === 'mapping' ? node.entries.get(step) : undefined;
            if (entry === undefined)
                break;
            node = entry.value;
            at = aboutKey === true ? entry.at : node.at;
        }
    }
    return at;
}
/** Visits every value below a node, and the node itself. */
function visit(node, visitor, path = []) {
    visitor(node, path);
    if (node.kind === 'list')
        node.items.forEach((item, index) => visit(item, visitor, [...path, String(index)]));
    else if (node.kind === 'mapping')
        for (const [key, { value }] of node.entries)
            visit(value, visitor, [...path, key]);
}
/**
 * A mapping with known keys; without `keys`, any key is accepted.
 * @param what what it belongs to, for a message
 * @param shape what it must be, for a message
 */
function readMapping(node, { what, shape, keys }, find) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'mapping') {
        const cause = node.kind === 'scalar' ? stringInstead(node.value) : undefined;
        return find(node.at, `${what} ${cause ?? `is ${nounOf(node)}: must be ${shape}`}`);
    }
    if (keys === undefined)
        return node;
    for (const [key, { at }] of node.entries) {
        if (keys.includes(key))
            continue;
        const unknown = `unknown key${quoted(key)}${(0,_model_closest_js__WEBPACK_IMPORTED_MODULE_3__/* .didYouMean */ .au)(key, keys)} (known: ${keys.join(', ')})`;
        find(at, `${what}: ${(0,_model_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .keyProblem */ .dD)(key) ?? unknown}`);
    }
    return node;
}
/** A key for a message, with a leading space. Empty for an unusual key: with wrong indentation it may be any text. */
function quoted(key) {
    // digits mixed with letters of both cases may be a token
    const isToken = key.length > 12 && /\d/.test(key) && /[a-z]/.test(key) && /[A-Z]/.test(key);
    return /^[\w./-]{1,63}$/.test(key) && !isToken && (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .redactText */ .Rd)(key) === key ? ` "${key}"` : '';
}
/** A problem after the name of what it is about, as one sentence. */
function problemOf(what, problem) {
    if (what === '')
        return problem;
    return `${what}${/^(?:is|has|contains|must|sets) /.test(problem) ? '' : ':'} ${problem}`;
}
/** A string, as a parser reads it. */
function readText(node, what, parser, find) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'scalar' || node.value === null) {
        return find(node.at, problemOf(what, `is ${nounOf(node)}, not a string`));
    }
    if (typeof node.value !== 'string') {
        return find(node.at, problemOf(what, `is ${nounOf(node)}, not a string: put it in quotes`));
    }
    try {
        return parser(node.value);
    }
    catch (error) {
        if (error instanceof _source_js__WEBPACK_IMPORTED_MODULE_2__/* .Invalid */ .WO)
            return find(node.at, problemOf(what, error.message));
        throw error;
    }
}
/** The parsed string of a key, if it is present. */
function readKey({ entries }, key, what, parser, find) {
    const entry = entries.get(key);
    return entry && readText(entry.value, `${what}: ${key}`, parser, find);
}
function nounOf(node) {
    if (node.kind !== 'scalar')
        return `a ${node.kind}`;
    if (node.value === null)
        return 'empty';
    return `a ${typeof node.value}`;
}
// Characters that a reader takes for the punctuation of JSON and YAML: an input method for Chinese or Japanese types them,
// or a web page has them. The parser reads them as text, and reports something else. No message repeats the text.
/** No key is longer. */
const MOST = 200;
const FULL_WIDTH = /[\uff0c\uff1a\uff3b\uff3d\uff5b\uff5d]/;
const PLAIN_PUNCTUATION = 'full-width punctuation, such as \uff1a or \uff0c: replace it with : or , and a space';
const COMMENT = /^(?:\/\/|\/\*)/;
const UNPLAIN_SPACE = /^[\w.-]+:[^\S\t\n\r ]/;
/** The cause of a syntax error, if such characters are at its position. */
function lookAlikeAt(source, at) {
    const rest = source.slice(at, at + MOST);
    const [comment] = COMMENT.exec(rest) ?? [];
    if (comment !== undefined)
        return `a comment (${comment}): ${_model_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_COMMENTS */ .dG}`;
    // the parser reports a key without its colon at the start of the key
    const isWide = FULL_WIDTH.test(rest.slice(0, 1)) || /^[\w.-]+\s*\uff1a/.test(rest);
    return isWide ? PLAIN_PUNCTUATION : undefined;
}
/**
 * Why a value is a string where a mapping is required.
 * @returns the reason, to follow the name of the value; `undefined` if it shows none
 */
function stringInstead(text) {
    if (typeof text !== 'string')
        return undefined;
    const start = text.trimStart();
    const [comment] = COMMENT.exec(start) ?? [];
    if (comment !== undefined)
        return `begins with a comment (${comment}): ${_model_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_COMMENTS */ .dG}`;
    // otherwise it would be a mapping
    if (start.startsWith('{'))
        return 'is a string: the quotation marks around it are part of the value. Remove them';
    if (FULL_WIDTH.test(start))
        return `contains ${PLAIN_PUNCTUATION}`;
    if (UNPLAIN_SPACE.test(start)) {
        return 'contains a no-break space or another invisible character after a colon: replace it with a space';
    }
    return undefined;
}


/***/ }),

/***/ 7949:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Fw: () => (/* binding */ fillingOf),
/* harmony export */   N3: () => (/* binding */ EXPRESSION),
/* harmony export */   XE: () => (/* binding */ createVariableNames),
/* harmony export */   kW: () => (/* binding */ templateOf),
/* harmony export */   pz: () => (/* binding */ fillIn),
/* harmony export */   rf: () => (/* binding */ parseVariables),
/* harmony export */   yd: () => (/* binding */ unusedOf),
/* harmony export */   zt: () => (/* binding */ registerVariables)
/* harmony export */ });
/* harmony import */ var _model_closest_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1561);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8706);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6489);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1099);
/* harmony import */ var _located_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8450);





const LINE = /^([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]*=[ \t]*(.*)$/;
/**
 * `NAME=value` lines. A pair of double quotes around a value is not part of it. Messages contain no
 * values.
 */
function parseVariables(raw) {
    const variables = new Map();
    const problems = [];
    raw.split(/\r\n|\r|\n/).forEach((line, index) => {
        if (line.trim() === '')
            return;
        const [, name, value = ''] = LINE.exec(line.trim()) ?? [];
        if (name === undefined) {
            problems.push(`line ${index + 1} must be NAME=value, with a name of letters, digits and _`);
        }
        else if (value === '') {
            problems.push(`has no value for ${name}: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write ${name}=""`);
        }
        else if (variables.has(name)) {
            problems.push(`sets ${name} twice`);
        }
        else {
            variables.set(name, /^"[^"]*"$/.test(value) ? value.slice(1, -1) : value);
        }
    });
    if (problems.length > 0)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_1__/* .Invalid */ .WO(problems.join('; '));
    return variables;
}
/** Registers the values whose names indicate a secret. */
function registerVariables(variables, secrets) {
    for (const [name, value] of variables)
        if ((0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isSecretKey */ .uE)(name))
            secrets.add(value);
}
/** A filling that has not been used. */
function fillingOf(variables) {
    return { variables, used: new Set() };
}
/** A notice about variables that were not used. */
function unusedOf(filling) {
    const unused = [...(filling?.variables?.keys() ?? [])].filter(name => filling?.used.has(name) === false);
    return unused.length === 0 ? [] : [`set in variables, but not used: ${unused.join(', ')}`];
}
/** For files, and for inputs that can replace one. */
const EXPRESSION = 'GitHub does not evaluate expressions (${{ \u2026 }}) in files: write ${NAME} here, and NAME=${{ \u2026 }} in the input variables';
const PLACEHOLDER = /\$\$\{|\$\{\{|\$\{([A-Za-z_][A-Za-z0-9_]{0,63})\}|\$\{/g;
/** Beyond this number of problems, names are no longer looked up. */
const MANY = 100;
/**
 * The tree with `${NAME}` replaced in its string values. A value remains text: it is not parsed again, and cannot
 * change anything around it.
 */
function fillIn(root, { variables, used }) {
    const findings = [];
    const done = new Map();
    let secretTexts;
    let room = _located_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_SIZE */ .Vt;
    function isSecretText(text) {
        secretTexts ??= (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .secretsOf */ .Fj)((0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .toJson */ .aB)(root));
        return secretTexts.some(secret => secret.includes(text));
    }
    /** @param inText the whole text; if it is only a placeholder, it contains no secret */
    function unknownName(whole, inText, name, known) {
        const what = 'not set in the input variables';
        // no part of a secret is repeated
        if (findings.length > MANY || (whole !== inText && isSecretText(whole)))
            return `a variable that is ${what}`;
        const meant = (0,_model_closest_js__WEBPACK_IMPORTED_MODULE_3__/* .didYouMean */ .au)(name, [...known.keys()]);
        return `${name} is ${what}${meant} (a literal \${ is written $\${)`;
    }
    /** `undefined` if there is none. */
    function valueOf(at, whole, inText, name) {
        if (whole === '$${')
            return '${';
        if (whole === '${{') {
            findings.push({ at, what: EXPRESSION });
            return undefined;
        }
        if (name === undefined) {
            findings.push({ at, what: 'a ${ that is not part of ${NAME}; a literal ${ is written $${' });
            return undefined;
        }
        if (variables === undefined)
            return undefined;
        const value = variables.get(name);
        if (value === undefined) {
            findings.push({ at, what: unknownName(whole, inText, name, variables) });
            return undefined;
        }
        used.add(name);
        room -= value.length;
        return room < 0 ? '' : value;
    }
    function fillText(node, text) {
        const missing = [];
        const value = text.replace(PLACEHOLDER, (placeholder, name) => {
            const filled = valueOf(node.at, placeholder, text, name);
            if (filled === undefined)
                missing.push(placeholder);
            return filled ?? '';
        });
        if (missing.length > 0)
            return { kind: 'broken', at: node.at };
        return value === text ? node : { kind: 'scalar', at: node.at, value };
    }
    function fill(node) {
        const before = done.get(node);
        if (before !== undefined)
            return before;
        const filled = fillNode(node);
        done.set(node, filled);
        return filled;
    }
    function fillNode(node) {
        switch (node.kind) {
            case 'scalar':
                return typeof node.value === 'string' ? fillText(node, node.value) : node;
            case 'list':
                return { ...node, items: node.items.map(fill) };
            case 'mapping':
                return {
                    ...node,
                    entries: new Map([...node.entries].map(([key, { at, value }]) => [key, { at, value: fill(value) }]))
                };
            case 'broken':
                return node;
        }
    }
    const filled = fill(root);
    if (room >= 0 && (0,_located_js__WEBPACK_IMPORTED_MODULE_2__/* .measure */ .xP)(filled, new Map()).size <= _located_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_SIZE */ .Vt)
        return { root: filled, findings };
    const what = 'larger than 2 MiB after variables are replaced';
    return { root: { kind: 'broken', at: root.at }, findings: [...findings, { at: root.at, what }] };
}
/** Replaces each secret of a definition with `${NAME}`, and writes any other `${` as `$${`. Keys are sorted. */
function templateOf(definition, options) {
    const variables = new Map();
    let isMasked = false;
    function variable(label, value) {
        const name = options.nameOf(label);
        variables.set(name, value);
        return `\${${name}}`;
    }
    function walk(value, key, at) {
        if (value === null || value === '')
            return value;
        if (Array.isArray(value))
            return value.map(item => walk(item, key, at));
        if ((0,_model_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(value))
            return walkMapping(value, at);
        if (typeof value === 'string' && (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isMask */ .$b)(value))
            isMasked = true;
        const text = String(value);
        if (at.secret || (typeof value === 'string' && (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isMask */ .$b)(value))) {
            return whole(text, part => variable(at.label, part));
        }
        if (typeof value === 'string')
            return textWithin(value, at.label);
        return options.holdsKnownSecret(text) ? variable(at.label, text) : value;
    }
    function walkMapping(value, { label, secret }) {
        const header = (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isSecretHeader */ .io)(value) ? headerName(value) : undefined;
        return Object.fromEntries(Object.keys(value)
            .sort()
            .map(key => {
            const isHeaderValue = header !== undefined && /value/i.test(key);
            const inner = {
                label: isHeaderValue ? header : secret ? `${label} ${key}` : key,
                secret: secret || isHeaderValue || (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isSecretKey */ .uE)(key)
            };
            return [key, walk(value[key] ?? null, key, inner)];
        }));
    }
    /** A text that is not itself secret: unchanged, or with its secrets replaced. */
    function textWithin(text, label) {
        const secrets = (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .secretsOf */ .Fj)(text);
        if (secrets.length === 0 && !options.holdsKnownSecret(text))
            return literal(text);
        const parts = splitAt(text, secrets);
        const isClean = parts.every(({ literal: plain }, index) => 
        // a dollar before a placeholder would make it a literal
        index % 2 === 1 || (!plain.endsWith('$') && !options.holdsKnownSecret(plain)));
        const rest = parts.map(({ literal: plain }, index) => (index % 2 === 0 ? plain : '\u0000')).join('');
        if (!isClean || parts.length === 1 || (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .secretsOf */ .Fj)(rest).some(secret => !secret.includes('\u0000'))) {
            return whole(text, part => variable(label, part));
        }
        return parts
            .map(({ literal: plain }, index) => index % 2 === 0 ? literal(plain) : whole(plain, part => variable(label, part)))
            .join('');
    }
    const root = walkMapping(definition, { label: '', secret: false });
    return { definition: root, variables, isMasked };
}
/** A text in which no placeholder is replaced. */
function literal(text) {
    return text.replaceAll('${', () => '$${');
}
/**
 * A secret as placeholders. The input `variables` consists of lines, and drops spaces and quotation marks around a value:
 * these remain in the text, and each line becomes its own variable.
 */
function whole(text, variable) {
    return text
        .split(/([\r\n\u2028\u2029]+)/)
        .map((line, index) => {
        if (index % 2 === 1)
            return line;
        const begin = /^[\s"]*/.exec(line)?.[0] ?? '';
        const value = line.slice(begin.length).replace(/[\s"]+$/, '');
        return value === '' ? line : `${begin}${variable(value)}${line.slice(begin.length + value.length)}`;
    })
        .join('');
}
/** Splits a text into literal parts and secrets, alternating; the longest secrets win. */
function splitAt(text, secrets) {
    const longest = [...new Set(secrets)].filter((secret, _, all) => text.includes(secret) && !all.some(other => other !== secret && other.includes(secret)));
    if (longest.length === 0)
        return [{ literal: text }];
    const pattern = new RegExp(`(${longest.map(secret => RegExp.escape(secret)).join('|')})`);
    return text.split(pattern).map(part => ({ literal: part }));
}
function headerName(header) {
    const [, name] = Object.entries(header).find(([key, value]) => /name$/i.test(key) && /header/i.test(key) && typeof value === 'string') ?? [];
    return typeof name === 'string' ? name : undefined;
}
const LONGEST_NAME = 64;
/**
 * Creates unique names of variables: `ORDERS_RELEASE_PASSWORD`. A name that does not indicate a secret ends in
 * `_SECRET`, so that the step masks its value.
 */
function createVariableNames() {
    const used = new Set();
    return (where, label) => {
        const last = wordOf(label).slice(-40);
        const first = wordOf(where).slice(0, LONGEST_NAME - 12 - last.length);
        const whole = [first, last].filter(word => word !== '').join('_');
        const name = `${/^\d/.test(whole) ? '_' : ''}${whole}${(0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .isSecretKey */ .uE)(whole) ? '' : '_SECRET'}`;
        for (let count = 1;; count++) {
            const numbered = count === 1 ? name : `${name}_${count}`;
            if (used.has(numbered))
                continue;
            used.add(numbered);
            return numbered;
        }
    };
}
/** `BackendToken` as `BACKEND_TOKEN`. */
function wordOf(text) {
    return text
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '');
}


/***/ }),

/***/ 6612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B5: () => (/* binding */ shard),
/* harmony export */   Bq: () => (/* binding */ filled),
/* harmony export */   Cy: () => (/* binding */ sessionName),
/* harmony export */   F: () => (/* binding */ statusRanges),
/* harmony export */   HL: () => (/* binding */ quoteAddress),
/* harmony export */   K7: () => (/* binding */ probeUrl),
/* harmony export */   Ny: () => (/* binding */ region),
/* harmony export */   Od: () => (/* binding */ durationOrZero),
/* harmony export */   Q7: () => (/* binding */ sessionSeconds),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   Vd: () => (/* binding */ MAX_PROBE_URLS),
/* harmony export */   Vx: () => (/* binding */ probeUrls),
/* harmony export */   Zj: () => (/* binding */ providerArn),
/* harmony export */   dM: () => (/* binding */ stageSelection),
/* harmony export */   eE: () => (/* binding */ credential),
/* harmony export */   h_: () => (/* binding */ description),
/* harmony export */   hd: () => (/* binding */ audience),
/* harmony export */   i3: () => (/* binding */ accountIds),
/* harmony export */   id: () => (/* binding */ id),
/* harmony export */   nd: () => (/* binding */ integer),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   pG: () => (/* binding */ probeHeaders),
/* harmony export */   r_: () => (/* binding */ backendType),
/* harmony export */   sR: () => (/* binding */ endpoint),
/* harmony export */   uk: () => (/* binding */ wait),
/* harmony export */   w3: () => (/* binding */ roleArn),
/* harmony export */   yL: () => (/* binding */ oneOf),
/* harmony export */   zM: () => (/* binding */ boolean),
/* harmony export */   zV: () => (/* binding */ targets)
/* harmony export */ });
/* unused harmony exports stageName, MAX_SHARDS */
/* harmony import */ var _credentials_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(677);
/* harmony import */ var _model_backend_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2482);
/* harmony import */ var _model_host_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5430);
/* harmony import */ var _runtime_stamp_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3748);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1099);





// One parser per kind of input: from the text that was set, trimmed and not empty, to its value. Each throws an
// Invalid that names what is accepted.
function text(raw) {
    return raw;
}
function boolean(raw) {
    if (/^(true|True|TRUE)$/.test(raw))
        return true;
    if (/^(false|False|FALSE)$/.test(raw))
        return false;
    throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'true or false');
}
function wait(raw) {
    if (raw === 'auto')
        return 'auto';
    try {
        return boolean(raw) ? 'always' : 'never';
    }
    catch {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'auto, true or false');
    }
}
function oneOf(...names) {
    return raw => {
        const found = names.find(name => name === raw);
        if (found === undefined)
            throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, choiceOf(names));
        return found;
    };
}
/** `apply, plan or validate`. */
function choiceOf(names) {
    return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
const LONGEST_DURATION_MS = 24 * 3_600_000;
const DURATION = 'duration from 1s to 24h, such as 90s, 10m, 1h30m or plain seconds';
/** `90s`, `10m`, `1h30m` or plain seconds, as milliseconds. */
function duration(raw) {
    const [, hours, minutes, seconds, plain] = /^(?:(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?|(\d{1,6}))$/.exec(raw) ?? [];
    const ms = plain === undefined
        ? (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
        : Number(plain) * 1000;
    if (!(ms > 0 && ms <= LONGEST_DURATION_MS)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, `a ${DURATION}`);
    }
    return ms;
}
/** A duration, or 0 in any of its forms. */
function durationOrZero(raw) {
    if (/^(?=\d)(?:0{1,6}h)?(?:0{1,6}m)?(?:0{1,6}s?)?$/.test(raw))
        return 0;
    try {
        return duration(raw);
    }
    catch {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, `0 or a ${DURATION}`);
    }
}
function integer(min, max) {
    return raw => {
        const value = /^\d{1,9}$/.test(raw) ? Number(raw) : NaN;
        if (!(value >= min && value <= max)) {
            throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, `a whole number from ${min} to ${max}`);
        }
        return value;
    };
}
/** A guard must not be empty: a job output that was dropped or misspelled arrives as an empty string. */
function filled(raw) {
    if (raw === '')
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('is empty: to use none, write none');
    return raw;
}
const ID = /^[\w-]{1,128}$/;
function id(raw) {
    if (!ID.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'an ID of letters, digits, - and _, such as 20bcdc9453524b78a8beb1f6de21edb7');
    }
    return raw;
}
function stageName(raw) {
    if (!(0,_model_backend_js__WEBPACK_IMPORTED_MODULE_4__/* .isStageName */ ._)(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, _model_backend_js__WEBPACK_IMPORTED_MODULE_4__/* .STAGE_NAMES */ .y);
    }
    return raw;
}
/** A stage, or `*` for all stages of a manifest. */
function stageSelection(raw) {
    return raw === '*' ? raw : stageName(raw);
}
/** `all`, or names of a manifest's targets, separated by commas or newlines. */
function targets(raw) {
    if (raw === 'all')
        return 'all';
    const names = raw
        .split(/[,\r\n]/)
        .map(name => name.trim())
        .filter(name => name !== '');
    if (names.length === 0)
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'names of targets, or all');
    if (names.includes('all'))
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('contains all together with other names: use one or the other');
    return [...new Set(names)];
}
/** GitHub starts at most this many jobs from one matrix. */
const MAX_SHARDS = 256;
function shard(raw) {
    const [, which = '', of = ''] = /^(\*|\d{1,3})\/(\d{1,3})$/.exec(raw) ?? [];
    const index = which === '*' ? which : Number(which);
    const count = Number(of);
    if (!(count >= 1 && count <= MAX_SHARDS && (index === '*' || (index >= 1 && index <= count)))) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, `a shard, such as 2/8 for the second of eight (at most ${MAX_SHARDS}), or */8 to plan all of them`);
    }
    return { index, count };
}
function backendType(raw) {
    if (!/^[A-Z][A-Z0-9_]{1,31}$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'a backend type in capital letters, such as HTTP, VPC or FC_HTTP_V3');
    }
    return raw;
}
function description(raw) {
    // code points, not UTF-16 units
    const { length } = Array.from(raw);
    if (length > _runtime_stamp_js__WEBPACK_IMPORTED_MODULE_2__/* .LONGEST_DESCRIPTION */ .iC) {
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`has ${length} characters; at most ${_runtime_stamp_js__WEBPACK_IMPORTED_MODULE_2__/* .LONGEST_DESCRIPTION */ .iC} are allowed`);
    }
    return raw;
}
function region(raw) {
    if (raw.length > 64 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'a region ID, such as cn-hangzhou or ap-southeast-1');
    }
    return raw;
}
/** Hides what precedes an @ in an address: a user and a password, with or without a scheme. */
function quoteAddress(raw) {
    return (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(raw.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^]*@/i, '$1(secret)@'));
}
/** `host[:port]` (https; http to loopback), or a URL without user, path, query or fragment. */
function endpoint(raw) {
    const refuse = (expected) => {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, expected, quoteAddress(raw));
    };
    const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(raw);
    const url = URL.parse(hasScheme ? raw : `https://${raw}`);
    if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
        return refuse('host, host:port, or an https:// URL of a host');
    }
    if (url.port === '0')
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('has port 0, which no server can listen on');
    if (url.username !== '' ||
        url.password !== '' ||
        url.pathname !== '/' ||
        url.search !== '' ||
        url.hash !== '') {
        return refuse('a host and optionally a port, without user, path, query or fragment');
    }
    if (!hasScheme && (0,_model_host_js__WEBPACK_IMPORTED_MODULE_1__/* .isLoopback */ .U9)(url.hostname)) {
        // parsed again, because https would have dropped the port 443
        return new URL(`http://${raw}`);
    }
    if (url.protocol === 'http:' && !(0,_model_host_js__WEBPACK_IMPORTED_MODULE_1__/* .isLoopback */ .U9)(url.hostname)) {
        return refuse('https: plain http is accepted for localhost and loopback addresses only');
    }
    return url;
}
function credential(raw) {
    const problem = (0,_credentials_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .credentialProblem */ .FL)(raw);
    if (problem !== undefined)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(problem);
    return raw;
}
const MAX_PROBE_URLS = 20;
/** `none`, or http(s) URLs, one per line. */
function probeUrls(raw) {
    if (raw === 'none')
        return [];
    const lines = raw
        .split(/[\r\n]+/)
        .map(line => line.trim())
        .filter(line => line !== '');
    if (lines.length > MAX_PROBE_URLS)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`has ${lines.length} URLs; at most ${MAX_PROBE_URLS} are allowed`);
    return lines.map(probeUrl);
}
function isDecodable(text) {
    try {
        decodeURIComponent(text);
        return true;
    }
    catch {
        return false;
    }
}
/** One http(s) URL. */
function probeUrl(raw) {
    const url = URL.parse(raw);
    if (url === null || !/^https?:\/\//i.test(raw) || !/^https?:$/.test(url.protocol)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'a URL that begins with http:// or https://', quoteAddress(raw));
    }
    if (url.port === '0')
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('has port 0, which no server can listen on');
    if (!isDecodable(url.username) || !isDecodable(url.password)) {
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('has a % in its user or password that must be written as %25');
    }
    url.hash = '';
    return url;
}
/** Headers that HTTP itself sets, or that would change where a message ends. */
const RESERVED_HEADERS = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/i;
/** `Name: value` lines. The values are secrets: no message contains one. */
function probeHeaders(raw) {
    const headers = {};
    raw.split(/\r\n|\r|\n/).forEach((line, index) => {
        if (line.trim() === '')
            return;
        const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line.trim()) ?? [];
        if (name === undefined || value === undefined || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
            throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`line ${index + 1} must be "Name: value"`);
        }
        if (RESERVED_HEADERS.test(name))
            throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`must not set ${(0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(name)}, which belongs to the connection`);
        if (Object.keys(headers).some(other => other.toLowerCase() === name.toLowerCase())) {
            throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`sets ${(0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(name)} twice`);
        }
        headers[name] = value;
    });
    return headers;
}
/** Numbers and ranges, separated by commas: `200-299, 304`. */
function statusRanges(raw) {
    return raw.split(',').map(part => {
        const [, low, high = low] = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(part.trim()) ?? [];
        const from = Number(low);
        const to = Number(high);
        if (!(from >= 100 && from <= to && to <= 599)) {
            throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'status codes from 100 to 599, numbers and ranges separated by commas, such as 200-299,304');
        }
        return { from, to };
    });
}
function roleArn(raw) {
    if (!/^acs:ram::\d{1,20}:role\/[\w.@-]{1,64}$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'the ARN of a role, such as acs:ram::1234567890123456:role/switch-backend');
    }
    return raw;
}
function providerArn(raw) {
    if (!/^acs:ram::\d{1,20}:oidc-provider\/[\w.-]{1,128}$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'the ARN of an OIDC provider, such as acs:ram::1234567890123456:oidc-provider/github');
    }
    return raw;
}
function audience(raw) {
    if (!/^[\x21-\x7e]{1,255}$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'an audience of at most 255 ASCII characters without spaces');
    }
    return raw;
}
function sessionName(raw) {
    if (!/^[\w.@-]{2,64}$/.test(raw)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'a session name of 2 to 64 letters, digits and . @ _ -');
    }
    return raw;
}
/** Seconds, in the range that STS accepts. */
function sessionSeconds(raw) {
    const value = /^\d{1,6}$/.test(raw) ? Number(raw) : NaN;
    if (!(value >= 900 && value <= 43_200)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'a whole number of seconds from 900 to 43200');
    }
    return value;
}
/** `any`, or account IDs, separated by commas or newlines. */
function accountIds(raw) {
    if (raw === 'any')
        return raw;
    const ids = raw.split(/[\s,]+/).filter(id => id !== '');
    const wrong = ids.find(id => !/^\d{16}$/.test(id));
    if (wrong !== undefined || ids.length === 0) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(wrong ?? raw, 'an account ID of 16 digits; separate IDs with commas or newlines, or write any');
    }
    return [...new Set(ids)];
}


/***/ }),

/***/ 1099:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BS: () => (/* binding */ invalidValue),
/* harmony export */   CD: () => (/* binding */ attempt),
/* harmony export */   Qn: () => (/* binding */ variableOf),
/* harmony export */   WO: () => (/* binding */ Invalid),
/* harmony export */   gV: () => (/* binding */ createSource),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   mx: () => (/* binding */ attemptAsync)
/* harmony export */ });
/* harmony import */ var _model_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1073);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6489);


// each name is looked up several times
const variables = new Map();
/** The runner's name of an input's variable: hyphens stay. */
function variableOf(input) {
    const known = variables.get(input);
    if (known !== undefined)
        return known;
    const variable = `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
    variables.set(input, variable);
    return variable;
}
/** @param own rows that replace those of the same name: inputs that the action file defines differently */
function createSource(env, own = {}) {
    const problems = [];
    const values = new Map();
    const source = {
        problems,
        raw: input => (env[variableOf(input)] ?? '').trim(),
        reader: rows => name => {
            const row = own[name] ?? rows[name];
            if (row !== undefined && !values.has(name))
                values.set(name, readRow(name, row));
            return values.get(name);
        },
        report: (input, message, place) => {
            problems.push({ input, message, ...(place === undefined ? {} : { place }) });
            return undefined;
        }
    };
    function readRow(name, row) {
        const { parse, fallback, required, guard, untrimmed } = row;
        const value = env[variableOf(name)];
        const raw = source.raw(name);
        if (raw === '' && guard === true && value !== undefined) {
            return source.report(name, `is empty: a job output that was dropped or misspelled arrives as an empty string; if that is intended, write ${fallback ?? ''}`);
        }
        const text = raw === '' ? fallback : untrimmed === true ? value : raw;
        if (text !== undefined)
            return attempt(() => parse(text), source, name);
        return required === true ? source.report(name, 'is required') : undefined;
    }
    return source;
}
/** A value that an input does not accept. The message shows the value, never a secret, and what is accepted. */
class Invalid extends Error {
    name = 'Invalid';
}
const CONTROLS = (0,_model_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__/* .lazyPattern */ .x)(String.raw `\p{Cc}+`, 'gu');
/** A value for a message: short, and on one line. */
function quote(raw) {
    // a long value may be a file or a token set by mistake: cut off, it could no longer be masked
    if (raw.length > 60)
        return `a value of ${raw.length} characters`;
    return `"${(0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .redactText */ .Rd)(raw.replace(CONTROLS(), ' '))}"`;
}
/**
 * A value that an input does not accept.
 * @param expected what it must be, to follow "must be"
 */
function invalidValue(raw, expected, shown = quote(raw)) {
    // of a long value only the length is shown: "a value of 80 characters"
    const value = shown.startsWith('"') ? `value ${shown}` : shown.replace(/^a /, '');
    return new Invalid(`invalid ${value}: must be ${expected}`);
}
/** What a parser returns, or `undefined` if it reports an Invalid. */
function attempt(parser, source, input) {
    try {
        return parser();
    }
    catch (error) {
        if (error instanceof Invalid)
            return source.report(input, error.message);
        throw error;
    }
}
/** The same for a promise. */
async function attemptAsync(parser, source, input) {
    try {
        return await parser();
    }
    catch (error) {
        if (error instanceof Invalid)
            return source.report(input, error.message);
        throw error;
    }
}


/***/ }),

/***/ 9630:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OB: () => (/* binding */ rowOf),
/* harmony export */   VM: () => (/* binding */ CONFIGS_WITHOUT_TARGET),
/* harmony export */   jS: () => (/* binding */ TYPE_ROWS),
/* harmony export */   jz: () => (/* binding */ ALL_SUB_CONFIGS),
/* harmony export */   wG: () => (/* binding */ pathsOf),
/* harmony export */   xW: () => (/* binding */ isDocumentedType),
/* harmony export */   zL: () => (/* binding */ HTTP_ONLY_KEYS)
/* harmony export */ });
/* unused harmony export BACKEND_TYPES */
// `DescribeBackendInfo` returns 9 of the 14 writable keys of a function's configuration. The others are accepted, and never
// returned: https://www.alibabacloud.com/help/en/api-gateway/developer-reference/api-cloudapi-2016-07-14-describebackendinfo
const EVENT_FUNCTION = {
    config: 'FunctionComputeConfig',
    target: [['FunctionName']],
    expected: ['FcRegionId'],
    address: ['FcRegionId', 'ServiceName', 'FunctionName', 'Qualifier', 'FcBaseUrl'],
    returned: ['FcType', 'RoleArn', 'OnlyBusinessPath', 'TriggerName'],
    unreturned: ['FcVersion', 'Method', 'Path', 'ContentTypeCatagory'],
    returnsTimeout: false
};
const HTTP_FUNCTION = { ...EVENT_FUNCTION, target: [['FunctionName'], ['FcBaseUrl']] };
/** One row per documented type; definitions of other types are passed through. */
const TYPES = {
    HTTP: {
        target: [['ServiceAddress']],
        // a missing `ServiceAddress` is an error
        expected: [],
        address: ['ServiceAddress'],
        returned: ['HttpTargetHostName'],
        unreturned: [],
        returnsTimeout: true
    },
    VPC: {
        config: 'VpcConfig',
        target: [['VpcAccessId'], ['VpcId', 'InstanceId', 'Port']],
        expected: ['VpcAccessId'],
        address: ['VpcAccessId'],
        returned: ['VpcScheme', 'VpcTargetHostName'],
        unreturned: [],
        returnsTimeout: true,
        derived: { from: 'VpcAccessId', keys: ['VpcId', 'InstanceId', 'Port', 'Name'] }
    },
    FC_EVENT: EVENT_FUNCTION,
    FC_EVENT_V3: EVENT_FUNCTION,
    FC_HTTP: HTTP_FUNCTION,
    FC_HTTP_V3: HTTP_FUNCTION,
    OSS: {
        config: 'OssConfig',
        target: [['BucketName']],
        expected: ['OssRegionId', 'BucketName'],
        address: ['OssRegionId', 'BucketName'],
        returned: [],
        unreturned: [],
        returnsTimeout: false
    },
    MOCK: {
        config: 'MockConfig',
        target: [],
        expected: ['MockResult'],
        address: ['MockResult', 'MockStatusCode', 'MockHeaders'],
        returned: [],
        unreturned: [],
        returnsTimeout: false
    },
    EVENTBRIDGE: {
        config: 'EventBridgeConfig',
        target: [['EventBus']],
        expected: ['EventBus'],
        address: ['EventBridgeRegionId', 'EventBus'],
        returned: ['EventSource', 'RoleArn'],
        unreturned: [],
        returnsTimeout: false
    }
};
/** The names of the documented types. */
const BACKEND_TYPES = Object.keys(TYPES).filter(isDocumentedType);
/** The documented types, in the order of the table. */
const TYPE_ROWS = Object.values(TYPES);
/** Sub-configurations of types whose definition no page describes. */
const UNDOCUMENTED_CONFIGS = ['DiscoveryConfig', 'EdasConfig'];
const ALL_SUB_CONFIGS = [
    ...new Set(TYPE_ROWS.flatMap(({ config }) => (config === undefined ? [] : [config]))),
    ...UNDOCUMENTED_CONFIGS
];
/** Keys that only HTTP backends use; the read form contains them, empty or derived, for every type. */
const HTTP_ONLY_KEYS = [...TYPES.HTTP.address, ...TYPES.HTTP.returned];
/** Sub-configurations without a known target key. */
const CONFIGS_WITHOUT_TARGET = [
    ...TYPE_ROWS.flatMap(({ config, target }) => (config !== undefined && target.length === 0 ? [config] : [])),
    ...UNDOCUMENTED_CONFIGS
];
/** Whether the type is in the table. The service reports it, so it may equal an inherited property name. */
function isDocumentedType(type) {
    return Object.hasOwn(TYPES, type);
}
/** The row of a type, unless it is not documented. */
function rowOf(type) {
    return isDocumentedType(type) ? TYPES[type] : undefined;
}
/** The paths of keys of a type, for example `VpcConfig.VpcAccessId`. */
function pathsOf({ config }, keys) {
    return config === undefined ? keys : keys.map(key => `${config}.${key}`);
}


/***/ }),

/***/ 2482:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ isStageName),
/* harmony export */   y: () => (/* binding */ STAGE_NAMES)
/* harmony export */ });
/** The valid names of stages, for a message. */
const STAGE_NAMES = 'RELEASE, PRE, TEST, or a custom environment of 2 to 10 capital letters and digits';
const STAGE_NAME = /^[A-Z0-9]{2,10}$/;
/** RELEASE, PRE, TEST or a custom environment. */
function isStageName(name) {
    return STAGE_NAME.test(name);
}


/***/ }),

/***/ 1561:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   au: () => (/* binding */ didYouMean),
/* harmony export */   en: () => (/* binding */ edits),
/* harmony export */   kp: () => (/* binding */ closest)
/* harmony export */ });
/* unused harmony export closestOf */
/** The name that was probably meant: the one with the smallest edit distance, if it is close enough. */
function closest(name, names) {
    return closestOf(name, names)[0];
}
/** The names that were probably meant, the closest first; at most three. */
function closestOf(name, names) {
    const lower = name.toLowerCase();
    return names
        .map(candidate => ({ candidate, distance: distanceOf(lower, candidate.toLowerCase()) }))
        .filter(({ candidate: { length }, distance }) => distance < length && distance <= Math.ceil(length / 3))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, 3)
        .map(({ candidate }) => candidate);
}
/** `; did you mean orders or order?`, to end a message; empty if no name is close. */
function didYouMean(name, names, most = 1) {
    const near = closestOf(name, names).slice(0, most);
    return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
/** 1 for a prefix; otherwise the edit distance. */
function distanceOf(a, b) {
    if (a.length > 2 && b.startsWith(a))
        return 1;
    return edits(a, b);
}
/** The edit distance (optimal string alignment). `Infinity` if the lengths differ too much for a typo. */
function edits(a, b) {
    if (Math.abs(a.length - b.length) > b.length / 2)
        return Infinity;
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            const isSwap = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
            const swapped = isSwap ? (before[j - 2] ?? Infinity) + 1 : Infinity;
            next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped));
        }
        before = row;
        row = next;
    }
    return row[b.length] ?? 0;
}


/***/ }),

/***/ 1305:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $D: () => (/* binding */ withoutUnusedKeys),
/* harmony export */   $N: () => (/* binding */ canonical),
/* harmony export */   Le: () => (/* binding */ withoutNulls),
/* harmony export */   UQ: () => (/* binding */ withoutKeysOf),
/* harmony export */   X6: () => (/* binding */ applyPatch),
/* harmony export */   j0: () => (/* binding */ isUnused),
/* harmony export */   t9: () => (/* binding */ canonicalReading),
/* harmony export */   vi: () => (/* binding */ fromReadForm)
/* harmony export */ });
/* unused harmony export isScalar */
/* harmony import */ var _backend_types_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9630);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8706);


/**
 * Converts the read form (`BackendConfig` of `DescribeBackendInfo`) to the write form. The service returns every
 * sub-configuration, with "" for unused keys: keys that the type does not use, and derived keys, are removed.
 * Unknown keys are kept, because the service may have added them.
 */
function fromReadForm(config, backendType) {
    const row = (0,_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .rowOf */ .OB)(backendType);
    const written = Object.entries(config).filter(([key]) => {
        if (key === 'Type')
            return false;
        if (row === undefined)
            return true;
        if (_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .HTTP_ONLY_KEYS */ .zL.includes(key))
            return backendType === 'HTTP';
        return key === row.config || !_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .ALL_SUB_CONFIGS */ .jz.includes(key);
    });
    const mapping = Object.fromEntries(written.map(([key, value]) => [key, withoutDerived(key, value)]));
    // the service returns false for keys that were never set
    return pruneMapping(mapping) ?? {};
}
/** A definition without the keys that its type does not use, whatever their value: the service returns many of them. */
function withoutUnusedKeys(definition, backendType) {
    if (backendType === undefined || backendType === 'HTTP')
        return definition;
    return Object.fromEntries(Object.entries(definition).filter(([key]) => !_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .HTTP_ONLY_KEYS */ .zL.includes(key)));
}
/** A sub-configuration without the keys that the service derives from the others. */
function withoutDerived(config, value) {
    const derived = _backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .TYPE_ROWS */ .jS.find(row => row.config === config)?.derived;
    if (derived === undefined || !(0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(value) || isUnused(value[derived.from]))
        return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => !derived.keys.includes(key)));
}
/**
 * Whether a value is equivalent to an absent one: for keys that were never set, the service returns "", null, empty
 * mappings and lists, and 0 for a number.
 * @param key the key of the value, which determines whether 0 means "not set"
 */
function isUnused(value, key = '') {
    if (value === undefined)
        return true;
    if (isScalar(value))
        return isEmptyScalar(value, key);
    if (Array.isArray(value))
        return value.length === 0;
    return Object.entries(value).every(([name, child]) => isUnused(child, name));
}
/** The mapping without its unused parts and `false`; `undefined` if nothing remains. Lists keep their length. */
function pruneMapping(mapping) {
    const kept = [];
    for (const [key, value] of Object.entries(mapping)) {
        if ((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(value)) {
            const pruned = pruneMapping(value);
            if (pruned !== undefined)
                kept.push([key, pruned]);
        }
        else if (value !== false && !isUnused(value, key))
            kept.push([key, value]);
    }
    // `fromEntries`, not assignment: a key may be called `__proto__`
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
/**
 * The canonical text of a value in any spelling: equal texts are equal definitions. Keys are sorted, unused parts
 * removed, and scalars compared by their text; lists keep their length, because an empty element still counts.
 * @param key the key of the value, which determines how a scalar is compared
 */
function canonical(value, key = '') {
    return JSON.stringify(canonicalValue(value ?? null, key, true));
}
/**
 * The canonical text of a definition in readings: the service returns `false` both for keys that were never set
 * and for those set to `false`, and a reading cannot distinguish the two.
 */
function canonicalReading(definition) {
    return JSON.stringify(canonicalValue(definition, '', false));
}
function canonicalValue(value, key, keepFalse) {
    if (isScalar(value))
        return value === null || isEmptyScalar(value, key) ? null : scalarText(value, key);
    if (Array.isArray(value)) {
        return value.length === 0 ? null : value.map(element => canonicalValue(element, '', keepFalse));
    }
    const members = [];
    for (const name of Object.keys(value).sort()) {
        const child = canonicalValue(value[name] ?? null, name, keepFalse);
        if (child !== null && (keepFalse || child !== 'false'))
            members.push([name, child]);
    }
    return members.length === 0 ? null : Object.fromEntries(members);
}
/**
 * The keys that the service models as numbers: there 0 means "not set", as "" does elsewhere. Under any
 * other key, 0 is a regular value.
 */
const NUMBER_KEYS = new Set([
    // `number` in the SDK's model of BackendConfig; milliseconds, so 0 is not a limit that someone set
    'ServiceTimeout',
    // `number` in the SDK's model of VpcConfig; there is no port 0
    'Port',
    // a string in the SDK's model of MockConfig, a number in other clients; there is no status 0
    'MockStatusCode'
]);
/** Keys whose values are URLs: `ServiceAddress`, `FcBaseUrl` and similar names. Any other text is compared literally. */
const URL_KEY = /(?:ur[il]|address|endpoint)$/i;
/** Whether a scalar is equivalent to an absent key. A `false` that was set is not. */
function isEmptyScalar(value, key) {
    if (value === null || value === '')
        return true;
    return NUMBER_KEYS.has(key) && String(value) === '0';
}
/**
 * The text by which a scalar is compared. The service returns `"200"` for `200` and vice versa; the scheme and
 * host of a URL are case-insensitive, and an empty path is the path `/`
 * (RFC 3986, 6.2.2.1 and 6.2.3).
 */
function scalarText(value, key) {
    const text = String(value);
    return URL_KEY.test(key) ? urlText(text) : text;
}
function urlText(text) {
    const [, scheme, authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(text) ?? [];
    if (scheme === undefined)
        return text;
    const host = authority.lastIndexOf('@') + 1;
    const server = authority.slice(0, host) + authority.slice(host).toLowerCase();
    return `${scheme.toLowerCase()}://${server}${server === '' ? rest : rest.replace(/^\/(?=$|[?#])/, '')}`;
}
function isScalar(value) {
    return typeof value !== 'object' || value === null;
}
/** Applies a patch as in RFC 7396: mappings are merged by key, `null` removes, other values replace. */
function applyPatch(definition, patch) {
    const desired = merge(definition, patch);
    return { desired, data: withoutNulls(desired) };
}
function merge(below, patch) {
    const merged = new Map((0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(below) ? Object.entries(below) : []);
    for (const [key, value] of Object.entries(patch)) {
        merged.set(key, (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(value) ? merge(merged.get(key), value) : value);
    }
    return Object.fromEntries(merged);
}
/** A mapping without the keys, however deep, whose value is `null`. Lists stay as they are. */
function withoutNulls(value) {
    return Object.fromEntries(Object.entries(value).flatMap(([key, child]) => child === null ? [] : [[key, (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(child) ? withoutNulls(child) : child]]));
}
/**
 * A definition, with `null` for every key that only the other one has and that must be absent. A key that is empty there was
 * not set: the value that the service may fill in is not the other definition's.
 */
function withoutKeysOf(other, definition) {
    const keys = new Set([...Object.keys(definition), ...Object.keys(other)]);
    return Object.fromEntries([...keys].flatMap((key) => {
        const own = Object.hasOwn(definition, key) ? definition[key] : undefined;
        const theirs = Object.hasOwn(other, key) ? other[key] : undefined;
        if (own === undefined)
            return isUnused(theirs, key) ? [] : [[key, null]];
        return [[key, (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(own) && (0,_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(theirs) ? withoutKeysOf(theirs, own) : own]];
    }));
}


/***/ }),

/***/ 6191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   UD: () => (/* binding */ compare),
/* harmony export */   b_: () => (/* binding */ addedByService),
/* harmony export */   jV: () => (/* binding */ formatPath),
/* harmony export */   vM: () => (/* binding */ removalsIn)
/* harmony export */ });
/* harmony import */ var _definition_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1305);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8706);
/* harmony import */ var _redact_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6489);



/** The changes that remove a key: `null` in a patch. */
function removalsIn(changes) {
    return changes.filter(({ after }) => after === undefined || after === null);
}
/**
 * Compares the desired with the live definition, on the keys that the author set. Mappings are compared key by
 * key, lists as a whole: an element has no name by which it could be omitted.
 */
function compare(desired, live) {
    const changes = [];
    collectChanges(live.raw, desired, ROOT, changes);
    const omitted = [];
    collectOmitted(live.definition, desired, ROOT, omitted);
    return { changes, omitted };
}
/** Keys of `after` that the author did not set and `before` did not contain: the service added them. */
function addedByService(desired, before, after) {
    const added = [];
    collectOmitted(after, desired, ROOT, added);
    const known = new Set();
    const old = [];
    collectOmitted(before, {}, ROOT, old);
    for (const change of old)
        known.add(change.path);
    return added
        .filter(change => !known.has(change.path))
        .map(({ path, before: value, secret }) => ({ path, before: undefined, after: value, secret }));
}
const ROOT = { path: [], secret: false };
/** The position of a key; the mappings on both sides show its siblings. */
function below(at, key, ...sides) {
    const hasSecretSibling = sides.some(side => (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(side) && (0,_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .isSecretHeader */ .io)(side)) && /value/i.test(key);
    return { path: [...at.path, key], secret: at.secret || (0,_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .isSecretKey */ .uE)(key) || hasSecretSibling };
}
function keyOf({ path }) {
    return path.at(-1) ?? '';
}
function collectChanges(live, desired, at, changes) {
    const key = keyOf(at);
    const liveObject = mappingOf(live, key);
    if ((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(desired) && liveObject !== undefined) {
        for (const [name, value] of Object.entries(desired)) {
            collectChanges(own(liveObject, name), value, below(at, name, live, desired), changes);
        }
        return;
    }
    if (matchesDesired(live, desired, key))
        return;
    changes.push({
        path: formatPath(at.path),
        before: (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(live, key) ? undefined : live,
        after: (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(desired, key) ? undefined : desired,
        secret: at.secret
    });
}
/** Whether the live value is as desired: the same, or the service's `false` for a key that was not set. */
function matchesDesired(live, desired, key) {
    if ((0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(live, key) === (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(desired, key))
        return true;
    if (live === false)
        return (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(desired, key);
    if (Array.isArray(live) && Array.isArray(desired)) {
        // elements are compared literally: a list of false is not a list of ""
        return live.length === desired.length && live.every((one, index) => isSameElement(one, desired[index]));
    }
    const [liveMapping, desiredMapping] = [mappingOf(live, key), mappingOf(desired, key)];
    if (liveMapping === undefined || desiredMapping === undefined)
        return false;
    return Object.keys({ ...liveMapping, ...desiredMapping }).every(name => matchesDesired(own(liveMapping, name), own(desiredMapping, name), name));
}
function mappingOf(value, key) {
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(value) ? value : (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(value, key) ? {} : undefined;
}
function isSameElement(live, desired) {
    return live === false ? (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(desired) === (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(live) : matchesDesired(live, desired, '');
}
function collectOmitted(live, desired, at, omitted) {
    walkOmitted(live, desired, at, (before, { path, secret }) => {
        omitted.push({ path: formatPath(path), before, after: undefined, secret });
    });
}
/** Visits the live values that the author omitted. */
function walkOmitted(live, desired, at, visit) {
    if (live === false || (0,_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(live, keyOf(at)))
        return;
    if ((0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(live) && (desired === undefined || (0,_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(desired))) {
        for (const [key, value] of Object.entries(live)) {
            walkOmitted(value, desired && own(desired, key), below(at, key, live, desired), visit);
        }
        return;
    }
    if (desired === undefined)
        visit(live, at);
}
function own(object, key) {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}
/** `VpcConfig.VpcAccessId`; a key that is not a plain word is written in brackets, as JSON. */
function formatPath(path) {
    let text = '';
    for (const key of path) {
        if (!/^[\w-]+$/.test(key))
            text += `[${JSON.stringify(key)}]`;
        else
            text += text === '' ? key : `.${key}`;
    }
    return text;
}


/***/ }),

/***/ 60:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AP: () => (/* binding */ regionOf),
/* harmony export */   N2: () => (/* binding */ regionalEndpoint),
/* harmony export */   QK: () => (/* binding */ API_GATEWAY),
/* harmony export */   Qe: () => (/* binding */ isServiceHost),
/* harmony export */   Qs: () => (/* binding */ NO_ENDPOINT),
/* harmony export */   aO: () => (/* binding */ NATIVE_API_GATEWAY),
/* harmony export */   u1: () => (/* binding */ stsEndpoint)
/* harmony export */ });
// The products and their endpoints, from the official lists. The only module that knows host names of the service.
/** https://github.com/aliyun/aliyun-openapi-meta (products.json) */
const API_GATEWAY = {
    name: 'API Gateway',
    host: 'apigateway',
    endpointInput: 'endpoint',
    vpcRegions: new Set([
        'ap-northeast-1',
        'ap-southeast-1',
        'ap-southeast-3',
        'ap-southeast-5',
        'ap-southeast-6',
        'cn-beijing',
        'cn-beijing-finance-1',
        'cn-chengdu',
        'cn-hangzhou',
        'cn-hangzhou-finance',
        'cn-heyuan-acdr-1',
        'cn-hongkong',
        'cn-huhehaote',
        'cn-north-2-gov-1',
        'cn-qingdao',
        'cn-shanghai',
        'cn-shenzhen',
        'cn-zhangjiakou',
        'eu-central-1',
        'eu-west-1',
        'me-central-1',
        'me-east-1',
        'us-east-1',
        'us-west-1'
    ]),
    // https://help.aliyun.com/en/api-gateway/traditional-api-gateway/product-overview/what-is-api-gateway
    retirement: {
        announcedFrom: Date.UTC(2027, 0, 1),
        text: 'API Gateway (Traditional) is being retired: instances cannot be renewed from 2027-03-21 on, and it is turned off on 2027-09-21. Its successor is Cloud-native API Gateway.'
    }
};
/** https://github.com/aliyun/aliyun-openapi-meta (apig) */
const NATIVE_API_GATEWAY = {
    name: 'Cloud-native API Gateway',
    host: 'apig',
    endpointInput: 'apig-endpoint',
    vpcRegions: new Set([
        'ap-southeast-1',
        'cn-beijing',
        'cn-hangzhou',
        'cn-shanghai',
        'cn-shenzhen',
        'cn-wulanchabu',
        'us-east-1'
    ])
};
/** The public endpoint is used in every region, listed or not, because regions are added. `undefined` if there is no VPC endpoint. */
function regionalEndpoint(regionId, network = 'public', { host, vpcRegions } = API_GATEWAY) {
    if (network === 'public')
        return new URL(`https://${host}.${regionId}.aliyuncs.com`);
    return vpcRegions.has(regionId) ? new URL(`https://${host}-vpc.${regionId}.aliyuncs.com`) : undefined;
}
/**
 * Regions without an STS endpoint of their own: listed with the central one, or not listed.
 * https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-endpoint
 */
const CENTRAL_STS_REGIONS = new Set([
    'cn-hangzhou-finance',
    'cn-shenzhen-finance-1',
    'ap-southeast-6',
    'cn-heyuan-acdr-1',
    'cn-north-2-gov-1'
]);
/** The endpoint of the Security Token Service; `undefined` if it has no VPC endpoint. */
function stsEndpoint(regionId, network = 'public') {
    if (!CENTRAL_STS_REGIONS.has(regionId)) {
        return new URL(`https://sts${network === 'vpc' ? '-vpc' : ''}.${regionId}.aliyuncs.com`);
    }
    return network === 'vpc' ? undefined : new URL('https://sts.aliyuncs.com');
}
/** A placeholder if no requests are made. The name never resolves (RFC 2606). */
const NO_ENDPOINT = new URL('https://endpoint.invalid');
/** Whether a host belongs to the service. */
function isServiceHost({ hostname }) {
    return /(^|\.)aliyuncs\.com$/.test(hostname);
}
/** The region of an endpoint of either product; `undefined` if its name does not contain one. */
function regionOf({ hostname }) {
    return /^(?:apigateway|apig)(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(hostname)?.[1];
}


/***/ }),

/***/ 2566:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Jg: () => (/* binding */ approvalLines),
/* harmony export */   ax: () => (/* binding */ fingerprintOf),
/* harmony export */   oX: () => (/* binding */ parseApprovals),
/* harmony export */   ol: () => (/* binding */ digestOf),
/* harmony export */   sr: () => (/* binding */ parseFingerprint),
/* harmony export */   v3: () => (/* binding */ ApprovalSyntaxError)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var _definition_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1305);
/* harmony import */ var _redact_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6489);



/**
 * `fp1:` and 64 hex digits over the live and the desired definition, both in canonical form, so that every
 * spelling of the same plan has the same fingerprint. The description is not included. `fp2:` if one of the two
 * contains secret values: fingerprints are shown and stored, and a short secret must not be guessable from one.
 */
function fingerprintOf({ identity, live, desired }, slow = scrypt) {
    const [liveIsSecret, desiredIsSecret] = [
        holdsSecretValue(live.definition),
        holdsSecretValue(desired.definition)
    ];
    const liveHalf = digest(identity, live.canonical, liveIsSecret ? slow : quick);
    const desiredHalf = digest(identity, desired.canonical, desiredIsSecret ? slow : quick);
    return `fp${liveIsSecret || desiredIsSecret ? 2 : 1}:${liveHalf}${desiredHalf}`;
}
/**
 * 32 hex digits over a target and the readings of a definition, to recognize it later. Secrets are as hard to guess
 * from them as from a fingerprint.
 */
function digestOf(identity, definition, slow = scrypt) {
    const hash = holdsSecretValue(definition) ? slow : quick;
    return digest(identity, (0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalReading */ .t9)(definition), hash);
}
function holdsSecretValue(definition) {
    return (0,_redact_js__WEBPACK_IMPORTED_MODULE_2__/* .secretsOf */ .Fj)(definition).length > 0;
}
function digest(identity, canonicalText, digestOfText) {
    return digestOfText(JSON.stringify([...identity, canonicalText]), JSON.stringify(identity));
}
function quick(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', text).slice(0, DIGITS);
}
const DIGITS = 32;
/** About 40 ms and 16 MiB per guess. https://www.rfc-editor.org/rfc/rfc7914 */
const SCRYPT = { N: 16_384, r: 8, p: 1 };
/** Results by the SHA-256 of the text: a plan, its journal and each reading hash the same definitions. */
const slowHashes = new Map();
function scrypt(text, salt) {
    const key = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', text, 'base64');
    const slow = slowHashes.get(key) ?? (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.scryptSync)(text, salt, DIGITS / 2, SCRYPT).toString('hex');
    slowHashes.set(key, slow);
    return slow;
}
/** @returns `undefined` if it is not a fingerprint */
function parseFingerprint(text) {
    const [, version, live, desired] = /^fp([12]):([0-9a-f]{32})([0-9a-f]{32})$/.exec(text) ?? [];
    if (live === undefined || desired === undefined)
        return undefined;
    return { version: version === '2' ? 2 : 1, live, desired };
}
/** A problem with a line of approvals; the message never repeats the line. */
class ApprovalSyntaxError extends Error {
    name = 'ApprovalSyntaxError';
    /** From 1; `undefined` for the whole text. */
    line;
    constructor(message, line) {
        super(message);
        this.line = line;
    }
}
/**
 * Reads one fingerprint, or `name/STAGE fp1:\u2026` (or `fp2:\u2026`) lines.
 * @throws ApprovalSyntaxError
 */
function parseApprovals(text) {
    const lines = text
        .split(/\r\n|\r|\n/)
        .map((line, index) => ({ text: line.trim(), number: index + 1 }))
        .filter(line => line.text !== '');
    const [first] = lines;
    if (first === undefined)
        throw new ApprovalSyntaxError('contains no fingerprint');
    if (lines.length === 1 && parseFingerprint(first.text) !== undefined) {
        return { kind: 'single', fingerprint: first.text };
    }
    const fingerprints = new Map();
    for (const { text: line, number } of lines) {
        const [, name, fingerprint = ''] = /^(\S+)\s+(\S+)$/.exec(line) ?? [];
        if (name === undefined || parseFingerprint(fingerprint) === undefined) {
            throw new ApprovalSyntaxError(`line ${number} must be a fingerprint (fp1: or fp2: and 64 hex digits), or the name of a target and its fingerprint`, number);
        }
        const known = fingerprints.get(name);
        if (known !== undefined && known !== fingerprint) {
            throw new ApprovalSyntaxError(`line ${number} is a second fingerprint for the same target`, number);
        }
        fingerprints.set(name, fingerprint);
    }
    return { kind: 'named', fingerprints };
}
/** The lines of a plan file. */
function approvalLines(plans) {
    return plans.map(({ name, fingerprint }) => `${name} ${fingerprint}\n`).join('');
}


/***/ }),

/***/ 5430:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q8: () => (/* binding */ hostProblem),
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   Yb: () => (/* binding */ hostKindOf),
/* harmony export */   Z5: () => (/* binding */ canonicalAddress),
/* harmony export */   _W: () => (/* binding */ isLinkLocal),
/* harmony export */   cg: () => (/* binding */ addressProblem),
/* harmony export */   rn: () => (/* binding */ urlProblem),
/* harmony export */   ti: () => (/* binding */ damageOf),
/* harmony export */   wy: () => (/* binding */ hasInvisible)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7030);
/* harmony import */ var _lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1073);


// Detects host names that were damaged: masked, truncated or duplicated values, and unreplaced placeholders. Follows
// RFC 1123, 2.1 and RFC 3986, 3.2.2, except for underscores, which internal names contain, and for the product's
// API variables, such as `#host#`.
/** An API variable, which the gateway replaces for each stage. */
const API_VARIABLE = /#[A-Za-z_][\w.-]{0,63}#/g;
/** An unreplaced placeholder or a mask: `${HOST}`, `{{host}}`, `<host>`, `***`. */
const LEFTOVER = /\$\{|\{\{|\}\}|\*\*\*/;
const QUOTE = /["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\uff02\uff07]/;
/** Control and format characters, including zero-width ones, and every kind of space. */
const INVISIBLE = (0,_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__/* .lazyPattern */ .x)(String.raw `[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`, 'u');
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;
const ANY_LABEL = (0,_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__/* .lazyPattern */ .x)(String.raw `^(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$`, 'u');
/**
 * Why a text is damaged: it contains a placeholder, a mask, quotation marks or invisible characters.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
function damageOf(text) {
    return leftoverOf(text) ?? (QUOTE.test(text) ? 'contains a quotation mark' : unseenOf(text));
}
function leftoverOf(text) {
    if (text.includes('***'))
        return 'contains ***, which is a masked secret';
    if (text.includes('${{'))
        return 'contains an expression (${{ \u2026 }}) that was not evaluated';
    if (LEFTOVER.test(text)) {
        return 'contains a placeholder (${\u2026} or {{\u2026}}) that was not replaced; ${NAME} is replaced only if the input variables is set';
    }
    return undefined;
}
/** Whether a text contains a control, format or space character other than a plain space. */
function hasInvisible(text) {
    return !(0,_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__/* .isPrintableAscii */ .J)(text) && INVISIBLE().test(text.replaceAll(' ', ''));
}
function unseenOf(text) {
    const isSeen = !text.includes(' ') && ((0,_lazy_pattern_js__WEBPACK_IMPORTED_MODULE_1__/* .isPrintableAscii */ .J)(text) || !INVISIBLE().test(text));
    return isSeen ? undefined : 'contains white space or an invisible character';
}
/**
 * Why a text is not an http(s) URL of a backend.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
function urlProblem(text) {
    const damage = leftoverOf(text) ?? unseenOf(text);
    if (damage !== undefined)
        return damage;
    const [, scheme, rest = ''] = /^(https?):\/\/([^]*)$/i.exec(text.replaceAll(API_VARIABLE, 'x')) ?? [];
    if (scheme === undefined && QUOTE.test(text.slice(0, 1)))
        return 'begins with a quotation mark';
    if (scheme === undefined)
        return 'must be a URL that begins with http:// or https://, for example http://10.0.0.1:8080';
    // also without the second colon: http://http//
    if (/^(?:[a-z][a-z0-9+.-]*:|https?)\/\//i.test(rest))
        return 'has two schemes, such as http://http://';
    const [authority = ''] = /^[^/?#]*/.exec(rest) ?? [];
    return hostProblem(authority.slice(authority.lastIndexOf('@') + 1));
}
/**
 * Why a text is not `host` or `host:port`, with a host name or an IP address (IPv6 in brackets).
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
function hostProblem(text) {
    const damage = damageOf(text);
    if (damage !== undefined)
        return damage;
    const [, bracketed, name = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::([^]*))?$/.exec(text.replaceAll(API_VARIABLE, 'x')) ?? [];
    if (port !== undefined &&
        port !== 'x' &&
        !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
        return 'has a port that is not a number from 1 to 65535';
    }
    if (bracketed !== undefined)
        return (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIPv6)(bracketed) ? undefined : 'has brackets around a value that is not an IPv6 address';
    return nameProblem(name);
}
function nameProblem(name) {
    if (name === '')
        return 'has no host';
    if (name.includes('$'))
        return 'has a host that contains $; is a shell variable not expanded?';
    // full-width digits and dots look like ASCII, but are a different name
    if (name !== name.normalize('NFKC'))
        return 'has a host with full-width or other look-alike characters';
    const labels = name.replace(/\.$/, '').split('.');
    if (labels.includes(''))
        return 'has a host with an empty label: an extra dot, or an empty value';
    const isNumeric = /^(?:\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '');
    if (isNumeric)
        return (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIPv4)(labels.join('.')) ? undefined : 'has a host that is neither an IPv4 address nor a host name';
    if (name.length > 254 || !labels.every(label => LABEL.test(label) || ANY_LABEL().test(label))) {
        return 'has an invalid host name: labels must be letters, digits, - and _, without - at the start or end';
    }
    return undefined;
}
/**
 * Why a text is not `host:port` with an IPv4 address, an IPv6 address in brackets, or a host name.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
function addressProblem(text) {
    if (text.includes('://'))
        return 'is a URL: an address is host:port, such as 10.0.0.1:8080';
    if (text.includes('/'))
        return 'has a path: an address is host:port, such as 10.0.0.1:8080';
    // only the Traditional product replaces them
    if (/#[\w.-]+#/.test(text))
        return 'contains an API variable (#name#), which this product does not have';
    if (/:\d+[\s;|\u3001\uff0c\uff1b]+[\w[]/.test(text)) {
        return 'contains several addresses: separate them with commas or line breaks';
    }
    if (!text.startsWith('[') && (text.match(/:/g) ?? []).length > 1) {
        return 'has more than one colon: an IPv6 address is written in brackets, such as [2001:db8::1]:8080';
    }
    // placeholders have already been replaced
    const problem = hostProblem(text)?.replace(/; \$\{NAME\}.*$/, '');
    if (problem !== undefined)
        return problem;
    const [, port] = /:(\d+)$/.exec(text.replace(/^\[[^\]]*\]/, '')) ?? [];
    if (port === undefined)
        return 'has no port: an address is host:port, such as 10.0.0.1:8080';
    return port.startsWith('0') ? 'has a port that begins with 0' : undefined;
}
/** The canonical text of an address: equal texts are the same address. */
function canonicalAddress(address) {
    const [, host = address, port = ''] = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(address) ?? [];
    const isIPv6 = host.startsWith('[');
    return `${(isIPv6 ? URL.parse(`http://${host}`)?.hostname : undefined) ?? host.toLowerCase()}${port}`;
}
/** The kind of an address's host. */
function hostKindOf(address) {
    return address.startsWith('[') || (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIPv4)(address.replace(/:\d*$/, '')) ? 'ip' : 'name';
}
const LOOPBACK = /^(localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;
/**
 * Whether a host is this machine: `localhost`, 127.0.0.0/8, also in its IPv6 form, or ::1. Names are not resolved.
 * @param hostname as in an http(s) URL: lower case, IPv4 with four numbers, IPv6 in brackets
 */
function isLoopback(hostname) {
    return LOOPBACK.test(hostname);
}
/** Created when the first probe is sent; most steps have none. */
let linkLocal;
/** Whether the address of a connection is link-local or a cloud's metadata service. */
function isLinkLocal(address) {
    const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
    const family = (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIP)(bare);
    if (family === 0)
        return false;
    linkLocal ??= linkLocalAddresses();
    // this also finds an IPv4 address in its IPv6 form
    return linkLocal.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}
/** Link-local addresses, and the addresses where clouds serve a machine's own credentials. */
function linkLocalAddresses() {
    const addresses = new node_net__WEBPACK_IMPORTED_MODULE_0__.BlockList();
    addresses.addSubnet('169.254.0.0', 16, 'ipv4');
    addresses.addAddress('100.100.100.200', 'ipv4');
    addresses.addSubnet('fe80::', 10, 'ipv6');
    addresses.addSubnet('fd00:ec2::', 32, 'ipv6');
    // the same through a NAT64 gateway
    addresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
    return addresses;
}


/***/ }),

/***/ 8706:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FI: () => (/* binding */ DEEPEST),
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   OW: () => (/* binding */ isJsonObject),
/* harmony export */   fE: () => (/* binding */ isShallow),
/* harmony export */   lj: () => (/* binding */ parseObject)
/* harmony export */ });
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isJsonObject(value) {
    return isObject(value);
}
/** Parses a JSON object; `undefined` for any other text. */
function parseObject(text) {
    try {
        const value = JSON.parse(text);
        return isObject(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/** More levels than any response or definition has. */
const DEEPEST = 100;
/** Whether a value is nested no deeper than `levels`: walking a deeper one could exhaust the stack. */
function isShallow(value, levels) {
    if (typeof value !== 'object' || value === null)
        return true;
    if (levels === 0)
        return false;
    for (const child of Object.values(value)) {
        if (!isShallow(child, levels - 1))
            return false;
    }
    return true;
}


/***/ }),

/***/ 1073:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ isPrintableAscii),
/* harmony export */   x: () => (/* binding */ lazyPattern)
/* harmony export */ });
/**
 * A pattern with Unicode properties. V8 builds their tables when it reads a literal, even if it is never used: the few in this
 * action would delay each step by about 6 ms.
 */
function lazyPattern(source, flags) {
    let pattern;
    return () => (pattern ??= new RegExp(source, flags));
}
/** Matches most texts. */
const PRINTABLE_ASCII = /^[ -~]*$/;
function isPrintableAscii(text) {
    return PRINTABLE_ASCII.test(text);
}


/***/ }),

/***/ 6489:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $b: () => (/* binding */ isMask),
/* harmony export */   E$: () => (/* binding */ redact),
/* harmony export */   Ej: () => (/* binding */ textsIn),
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   Rd: () => (/* binding */ redactText),
/* harmony export */   XF: () => (/* binding */ REDACTED),
/* harmony export */   hK: () => (/* binding */ holdsSecret),
/* harmony export */   io: () => (/* binding */ isSecretHeader),
/* harmony export */   uE: () => (/* binding */ isSecretKey)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8706);

/** Replaces a secret in everything that is shown. */
const REDACTED = '(secret)';
const SECRET_KEY = /passw(or)?d|passphrase|secret|access-?_?key|token$|credential|private-?_?key|authorization|cookie/i;
const SECRET_HEADER = /authorization|cookie|token|secret|passw|key|signature|credential/i;
/** Names that look like a secret's, but whose values are public. Only these exact names. */
const NOT_SECRET = new Set([
    // a switch of CORS
    'access-control-allow-credentials',
    // the gateway's own: the ID of an app's key, and how a request was signed, without the signature
    'x-ca-key',
    'x-ca-signature-headers',
    'x-ca-signature-method',
    // keys of caches and of repeated requests
    'surrogate-key',
    'x-cache-key',
    'x-idempotency-key'
]);
// Every repetition that could start at many positions is bounded, or ends where the next one can start: a
// response of the cloud may be a megabyte of anything, and must be read in linear time.
const SECRET_PARAMETER = /([?&;#])([^=?&;#\s]{0,64}?(?:signature|token|secret|passw(?:or)?d|access_?key|accesskeyid|credential|api_?key)[^=?&;#\s]{0,64})=([^&;#\s]+)/gi;
const USERINFO = /(:[/\\]{2,8})([^/\\?#\s]+)@/g;
/** A line of HTTP headers: the cloud repeats the headers of a request whose signature it refuses. */
const SECRET_HEADER_LINE = /(\b(?:proxy-authorization|authorization|(?:x-)?[\w-]{0,16}security-token|cookie)\s*:\s*)([^\r\n]+)/gi;
/** The name of a header in a JSON text: its value is a sibling. */
const HEADER_NAME = /header[\w.-]{0,32}name\\{0,8}"\s*:\s*\\{0,8}"([^"]{0,128})/gi;
/** The key of a member of a JSON text, whose quotes may be escaped. */
const JSON_KEY = /\\{0,8}"([\w.-]{1,64})\\{0,8}"\s*:\s*/g;
/** Required by every pattern below: a quick check that a name, an ID or a plain URL contains no secret. */
const MAY_HOLD_SECRET = /[@="]|(?:authorization|security-token|cookie)\s*:/i;
/** Whether a key names a secret anywhere in a definition. */
function isSecretKey(key) {
    return SECRET_KEY.test(key) && !isExempt(key);
}
function isSecretHeaderName(name) {
    return SECRET_HEADER.test(name) && !isExempt(name);
}
function isExempt(name) {
    return NOT_SECRET.has(name.toLowerCase());
}
/** A value with every secret replaced, as keys, headers and URLs indicate them. */
function redact(value, key = '') {
    if (value === null || value === '')
        return value;
    if (isSecretKey(key))
        return REDACTED;
    if (typeof value === 'string')
        return redactText(value);
    if (Array.isArray(value))
        return value.map(item => redact(item));
    if (!(0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value))
        return value;
    const secretHeader = isSecretHeader(value);
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [
        name,
        secretHeader && /value/i.test(name) ? REDACTED : redact(child, name)
    ]));
}
/** Replaces the secrets in a text: user, password and signature parameters of URLs, values of secret JSON keys and headers. */
function redactText(text) {
    if (!MAY_HOLD_SECRET.test(text))
        return text;
    return redactMembers(text)
        .replace(USERINFO, `$1${REDACTED}@`)
        .replace(SECRET_PARAMETER, (parameter, before, name) => isExempt(name) ? parameter : `${before}${name}=${REDACTED}`)
        .replace(SECRET_HEADER_LINE, `$1${REDACTED}`);
}
function redactMembers(text) {
    let shown = '';
    let done = 0;
    for (const { from, end } of secretMembers(text)) {
        shown += `${text.slice(done, from)}"${REDACTED}"`;
        done = end;
    }
    return shown + text.slice(done);
}
/** The positions of the values of secret JSON keys in a text. */
function secretMembers(text) {
    const secretHeader = holdsSecretHeaderName(text);
    const found = [];
    let done = 0;
    for (const { 0: head, 1: key = '', index } of text.matchAll(JSON_KEY)) {
        const from = index + head.length;
        if (index < done || !(isSecretKey(key) || (secretHeader && /value/i.test(key))))
            continue;
        const end = endOfValue(text, from);
        if (end === from)
            continue;
        found.push({ from, end });
        done = end;
    }
    return found;
}
function holdsSecretHeaderName(text) {
    for (const [, name = ''] of text.matchAll(HEADER_NAME)) {
        if (isSecretHeaderName(name.replace(/\\+$/, '')))
            return true;
    }
    return false;
}
/** The end of a value in a JSON text; a mapping or a list is assumed to extend to the end of the text. */
function endOfValue(text, from) {
    const [begin = ''] = /^(?:\\{0,8}"|[[{]|-?\d[\d.eE+-]*|true|false)/.exec(text.slice(from, from + 40)) ?? [];
    if (begin.endsWith('"'))
        return endOfString(text, from + begin.length, begin.length - 1);
    return begin === '{' || begin === '[' ? text.length : from + begin.length;
}
/** The end of a string whose quotes are preceded by backslashes; a truncated one ends with the text. */
function endOfString(text, from, backslashes) {
    for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
        let before = 0;
        while (at - before > from && text[at - before - 1] === '\\')
            before++;
        // in unescaped JSON, the backslash before a quote may itself be escaped
        if (before === backslashes || (backslashes === 0 ? before % 2 === 0 : before === 0))
            return at + 1;
    }
    return text.length;
}
/** The secret values of a definition, to be masked before anything is printed. */
function secretsOf(value, key = '') {
    const found = [];
    collectSecrets(value, key, found);
    return found;
}
/** Collects into one list, because most definitions contain none, and a step may read thousands. */
function collectSecrets(value, key, found) {
    if (value === null || value === '')
        return;
    if (Array.isArray(value)) {
        for (const item of value)
            collectSecrets(item, key, found);
    }
    else if ((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value)) {
        const isSecret = isSecretKey(key);
        const secretHeader = isSecretHeader(value);
        for (const name of Object.keys(value)) {
            const child = value[name] ?? null;
            if (isSecret || (secretHeader && /value/i.test(name)))
                found.push(...textsIn(child));
            else
                collectSecrets(child, name, found);
        }
    }
    else if (isSecretKey(key))
        found.push(String(value));
    else if (typeof value === 'string')
        found.push(...secretsOfText(value));
}
/** Whether a definition contains a secret, or a value that the service masked in its response. */
function holdsSecret(value) {
    return secretsOf(value).length > 0 || holdsMask(value);
}
/** Whether the service masked a value in a text. */
function isMask(text) {
    return /^\*{3,}$|\*{4,}/.test(text);
}
function holdsMask(value) {
    if (typeof value === 'string')
        return isMask(value);
    if (Array.isArray(value))
        return value.some(holdsMask);
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) && Object.values(value).some(holdsMask);
}
/** Whether a mapping is a header whose name indicates that its value is secret. */
function isSecretHeader(value) {
    return Object.keys(value).some(name => {
        if (!(/name$/i.test(name) && /header/i.test(name)))
            return false;
        const child = value[name];
        return typeof child === 'string' && isSecretHeaderName(child);
    });
}
/** Every string, number and boolean in a value. */
function textsIn(value) {
    if (value === null || value === '')
        return [];
    if (Array.isArray(value))
        return value.flatMap(textsIn);
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) ? Object.values(value).flatMap(textsIn) : [String(value)];
}
function secretsOfText(text) {
    if (!MAY_HOLD_SECRET.test(text))
        return [];
    const found = [];
    for (const [, , userinfo] of text.matchAll(USERINFO)) {
        if (userinfo === undefined)
            continue;
        // the user alone is not a secret, but the pair is
        const [, password] = /^[^:]*:(.*)$/s.exec(userinfo) ?? [];
        found.push(userinfo);
        if (password !== undefined && password !== '')
            found.push(password);
    }
    for (const [, , name = '', parameter = ''] of text.matchAll(SECRET_PARAMETER)) {
        if (!isExempt(name))
            found.push(parameter);
    }
    for (const [, , value = ''] of text.matchAll(SECRET_HEADER_LINE))
        found.push(value.trim());
    for (const { from, end } of secretMembers(text))
        found.push(...valuesOf(text.slice(from, end)));
    return found.filter(secret => secret !== '');
}
/** A value of a JSON text, as written without its quotes, and as parsed. */
function valuesOf(source) {
    const spelled = source.replace(/^\\*"/, '').replace(/\\*"$/, '');
    try {
        return [spelled, ...textsIn(JSON.parse(source))];
    }
    catch {
        return [spelled];
    }
}


/***/ }),

/***/ 7707:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Eo: () => (/* binding */ isName),
/* harmony export */   HJ: () => (/* binding */ textErrors),
/* harmony export */   LF: () => (/* binding */ pathText),
/* harmony export */   Tn: () => (/* binding */ hasNoValue),
/* harmony export */   dD: () => (/* binding */ keyProblem),
/* harmony export */   dG: () => (/* binding */ NO_COMMENTS),
/* harmony export */   eA: () => (/* binding */ checkShape),
/* harmony export */   k: () => (/* binding */ typeErrors)
/* harmony export */ });
/* harmony import */ var _backend_types_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9630);
/* harmony import */ var _closest_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1561);
/* harmony import */ var _definition_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1305);
/* harmony import */ var _host_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5430);
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8706);





/**
 * Reports an empty target of the type, the result of a dropped output or a secret that is not set. An absent target is
 * not an error: the service may support other ways to name one.
 * @param backendType if unknown, the keys of the definition decide
 * @param isPatch whether only the keys that it sets can be checked
 */
function emptyTargetOf(definition, backendType, isPatch) {
    const row = backendType === undefined ? undefined : (0,_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .rowOf */ .OB)(backendType);
    if (row !== undefined)
        return emptiness(definition, row, isPatch).error;
    // a patch may remove keys of another type
    if (isPatch)
        return undefined;
    // the read form contains every configuration, empty except for its own
    const found = _backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .TYPE_ROWS */ .jS.map(each => emptiness(definition, each, isPatch));
    const isOther = _backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .CONFIGS_WITHOUT_TARGET */ .VM.some(config => !(0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnused */ .j0)(definition[config]));
    return isOther || found.some(({ filled }) => filled)
        ? undefined
        : found.find(({ error }) => error !== undefined)?.error;
}
function emptiness(definition, { config, target: groups }, isPatch) {
    if (groups.length === 0)
        return { filled: false };
    const top = config === undefined ? [, definition] : entryOf(definition, config);
    if (top === undefined)
        return { filled: false };
    const [name, value] = top;
    const prefix = name === undefined ? [] : [name];
    // a patch that removes other keys does not affect the target
    if (isPatch ? value === null : (0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnused */ .j0)(value))
        return { filled: false, ...(name === undefined ? {} : { error: errorAt(prefix, groups, config) }) };
    if (!(0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(value)) {
        return { filled: false, error: { path: prefix, message: `${prefix.join('.')} must be a mapping` } };
    }
    const filled = groups.some(group => group.every(key => !(0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnused */ .j0)(entryOf(value, key)?.[1], key)));
    if (filled)
        return { filled };
    const empty = groups
        .flat()
        .map(key => entryOf(value, key))
        .find(entry => entry !== undefined && (0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnused */ .j0)(entry[1], entry[0]));
    return empty === undefined
        ? { filled: false }
        : { filled: false, error: errorAt([...prefix, empty[0]], groups, config) };
}
function errorAt(path, groups, config) {
    const at = config === undefined ? '' : `${config}.`;
    const choices = groups.map(group => group.map(key => `${at}${key}`).join(' and ')).join(', or ');
    return {
        path,
        message: `${path.join('.')} is empty: a dropped job output or an unset secret arrives as an empty string. Set ${choices}`
    };
}
/** The entry of a key, whose case varies across the service's documentation. */
function entryOf(mapping, key) {
    if (Object.hasOwn(mapping, key))
        return [key, mapping[key] ?? null];
    return Object.entries(mapping).find(([name]) => name.toLowerCase() === key.toLowerCase());
}
/**
 * Checks a definition against the type of the backend. An error if the official page is clear, otherwise a warning,
 * so that a field that the service has added is never refused.
 */
function checkShape({ definition, desired, live }, backendType) {
    const errors = typeErrors(desired, backendType).map(({ message }) => message);
    const warnings = [];
    const { config: name, expected = [] } = (0,_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .rowOf */ .OB)(backendType) ?? {};
    const config = name === undefined ? undefined : desired[name];
    for (const key of name === undefined ? [] : expected) {
        if (config !== undefined && !(0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(config))
            warnings.push(`${name} is expected to be a mapping`);
        else if ((0,_definition_js__WEBPACK_IMPORTED_MODULE_1__/* .isUnused */ .j0)(config?.[key])) {
            warnings.push(`a definition of the type ${backendType} is expected to have ${name}.${key}`);
        }
    }
    return { errors, warnings: [...misspelled(definition, live ?? {}, ''), ...new Set(warnings)] };
}
/** New keys that resemble a live key that the author omitted. */
function misspelled(definition, live, prefix) {
    const omitted = Object.keys(live).filter(key => !Object.hasOwn(definition, key));
    return Object.entries(definition).flatMap(([key, value]) => {
        const below = live[key];
        if (below !== undefined) {
            return (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(value) && (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(below) ? misspelled(value, below, `${prefix}${key}.`) : [];
        }
        const meant = isName(key) && !_backend_types_js__WEBPACK_IMPORTED_MODULE_0__/* .ALL_SUB_CONFIGS */ .jz.includes(key) ? (0,_closest_js__WEBPACK_IMPORTED_MODULE_4__/* .closest */ .kp)(key, omitted) : undefined;
        return meant === undefined
            ? []
            : [`the live definition has no key ${prefix}${key}; did you mean ${prefix}${meant}?`];
    });
}
/** The errors in a definition by its type or, without a type, by its keys. */
function typeErrors(definition, backendType, isPatch = false) {
    const errors = [];
    const address = definition['ServiceAddress'];
    if (backendType === 'HTTP' && !(isPatch && address === undefined)) {
        const message = addressProblem(address, Object.keys(definition));
        if (message !== undefined)
            errors.push({ path: ['ServiceAddress'], message });
    }
    const timeout = definition['ServiceTimeout'] ?? null;
    if (timeout !== null && !isPositiveInteger(timeout)) {
        errors.push({
            path: ['ServiceTimeout'],
            message: 'ServiceTimeout must be a positive whole number of milliseconds'
        });
    }
    const empty = emptyTargetOf(definition, backendType, isPatch);
    if (empty !== undefined && errors.every(({ path }) => path[0] !== empty.path[0]))
        errors.push(empty);
    return errors;
}
const A_URL = 'a URL that begins with http:// or https://, for example http://10.0.0.1:8080';
function addressProblem(address, keys) {
    if (address === undefined) {
        // without quotation marks, a key may be any text
        const meant = (0,_closest_js__WEBPACK_IMPORTED_MODULE_4__/* .closest */ .kp)('ServiceAddress', keys.filter(isName));
        return `ServiceAddress is required${meant === undefined ? '' : ` (the definition has ${meant}; did you mean ServiceAddress?)`}: ${A_URL}`;
    }
    if (address === null || address === '') {
        return `ServiceAddress is empty: a job output that was dropped or misspelled arrives as an empty string. It must be ${A_URL}`;
    }
    return undefined;
}
/** The errors in the texts of a definition of any type. */
function textErrors(definition) {
    const errors = [];
    const walk = (value, key, path) => {
        if (typeof value === 'string') {
            const problem = value === '' ? undefined : valueProblem(value, key, path);
            if (problem !== undefined)
                errors.push({ path, message: `${pathText(path)} ${problem}` });
        }
        else if (URL_KEYS.has(key.toLowerCase()) && value !== null) {
            errors.push({ path, message: `${pathText(path)} must be ${A_URL}` });
        }
        else if (Array.isArray(value)) {
            value.forEach((item, index) => walk(item, key, [...path, String(index)]));
        }
        else if ((0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(value)) {
            for (const [name, child] of Object.entries(value)) {
                const message = keyProblem(name);
                if (message === undefined)
                    walk(child, name, [...path, name]);
                else
                    errors.push({ path: [...path, name], aboutKey: true, message });
            }
        }
    };
    walk(definition, '', []);
    return errors;
}
/** A path for a message. A key that is not a plain name is not repeated, because it may be any text. */
function pathText(path) {
    return path.map(key => (isName(key) ? key : '\u2026')).join('.');
}
/** Whether a key can be shown: any other may be a value. */
function isName(key) {
    return /^[\w-]{1,64}$/.test(key);
}
/** Keys of the types that hold one URL. */
const URL_KEYS = new Set(['serviceaddress', 'fcbaseurl']);
const HOST_KEY = /hostname$/i;
/** Keys of registries: `host:port`, separated by commas, and optionally a path. */
const HOSTS_KEY = /^(?:serveraddress|connectstring)$/i;
const PORT_KEY = /^vpcconfig\.port$/i;
/** Keys whose values are names in the cloud, never free text. */
const NAME_KEY = /(?:^|config\.)(?:\w*(?:regionid|accessid|rolearn)|vpcid|instanceid|bucketname|servicename|functionname|qualifier|triggername|eventbus)$/i;
function valueProblem(value, key, path) {
    // the documentation does not say whether the URL of a function has a scheme
    if (key.toLowerCase() === 'fcbaseurl' && !value.includes('://'))
        return (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .urlProblem */ .rn)(`https://${value}`);
    if (URL_KEYS.has(key.toLowerCase()))
        return (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .urlProblem */ .rn)(value);
    if (HOST_KEY.test(key))
        return (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .hostProblem */ .Q8)(value);
    if (HOSTS_KEY.test(key))
        return hostsProblem(value);
    if (PORT_KEY.test(path.slice(-2).join('.')))
        return /^\d{1,5}$/.test(value) ? undefined : 'must be a port';
    return NAME_KEY.test(path.slice(-2).join('.')) ? (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .damageOf */ .ti)(value) : undefined;
}
/** The start of an intended key. Only this is shown, because the rest may be a value. */
const NAME_AT_START = /^[A-Za-z]{1,40}(?![A-Za-z0-9_-])/;
function hostsProblem(value) {
    if (value.includes('://'))
        return (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .urlProblem */ .rn)(value);
    const hosts = value.replace(/\/[^,]*$/, '').split(',');
    return hosts.map(host => (0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .hostProblem */ .Q8)(host.trim())).find(problem => problem !== undefined);
}
/** The cure for a comment in a definition. */
const NO_COMMENTS = 'JSON has no comments. Remove the comment, or write YAML, whose comments begin with #';
/** Why a key cannot be meant; only the start of a plain name is repeated. */
function keyProblem(key) {
    const what = (name => (name === undefined ? 'a key' : `a key that begins with "${name}"`))(NAME_AT_START.exec(key)?.[0]);
    if (/(?<!:)\/\/|\/\*/.test(key)) {
        return `${what} contains ${key.includes('//') ? '//' : '/*'}: ${NO_COMMENTS}`;
    }
    if (/[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f\uff02\uff07]/.test(key)) {
        return `${what} contains typographic quotation marks; use plain ones (")`;
    }
    if ((0,_host_js__WEBPACK_IMPORTED_MODULE_2__/* .hasInvisible */ .wy)(key))
        return `${what} contains a no-break space or another invisible character`;
    if (/["'`\\]/.test(key)) {
        return `${what} contains quotation marks or backslashes; write {"ServiceAddress": "\u2026"}, without backslashes`;
    }
    if (/[:{}]/.test(key)) {
        return `${what} contains a colon or a brace: quotation marks were lost, or a space is missing after a colon`;
    }
    if (key !== key.trim())
        return `${what} begins or ends with a space`;
    return undefined;
}
function isPositiveInteger(value) {
    if (typeof value === 'string')
        return /^[1-9]\d*$/.test(value);
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
/** Whether all values of a definition are empty. In a patch, `null` is not empty: it removes a key. */
function hasNoValue(value, isPatch) {
    if (value === null)
        return !isPatch;
    if (Array.isArray(value))
        return value.length === 0;
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(value) ? Object.values(value).every(child => hasNoValue(child, isPatch)) : value === '';
}


/***/ }),

/***/ 3081:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DG: () => (/* binding */ siblingsOf),
/* harmony export */   Kf: () => (/* binding */ backendKey),
/* harmony export */   TH: () => (/* binding */ idOf),
/* harmony export */   TN: () => (/* binding */ keyOf),
/* harmony export */   cu: () => (/* binding */ identityOf),
/* harmony export */   dJ: () => (/* binding */ shardIdOf),
/* harmony export */   lq: () => (/* binding */ isLadder)
/* harmony export */ });
/** Identifies a target in approvals, the journal and reports: never changes, whatever messages call it. */
function keyOf({ name, key = name }) {
    return key;
}
/** Identifies a backend within a step. */
function backendKey({ endpoint, backendId }) {
    return `${endpoint.href} ${backendId}`;
}
/** Identifies a target at one endpoint. Part of fingerprints, so it must never change. */
function identityOf(target) {
    switch (target.kind) {
        case 'backend':
            return [target.backendId, target.stageName];
        case 'service':
            return ['service', target.serviceId];
        case 'route':
            return ['route', target.httpApiId, target.routeId];
    }
}
/** The ID of what is switched, and a noun for it: `backend`, `20bcdc94\u2026`. */
function idOf(target) {
    switch (target.kind) {
        case 'backend':
            return { noun: 'backend', id: target.backendId };
        case 'service':
            return { noun: 'service', id: target.serviceId };
        case 'route':
            return { noun: 'route', id: target.routeId };
    }
}
/** Groups targets that belong to one object, such as a backend's stages: the key of the object, and the target's name in it. */
function siblingsOf(target) {
    return target.kind === 'backend'
        ? { key: backendKey(target), name: target.stageName }
        : { key: [target.endpoint.href, ...identityOf(target)].join(' '), name: keyOf(target) };
}
/** The ID by which targets are assigned to shards: targets with the same ID share a shard. */
function shardIdOf(target) {
    switch (target.kind) {
        case 'backend':
            return target.backendId;
        case 'service':
            return target.serviceId;
        case 'route':
            return target.httpApiId;
    }
}
/** Whether the desired service gets its traffic step by step. Such a target is always rolled back if it fails. */
function isLadder(target) {
    return target.kind === 'route' && target.weightSteps.length > 0;
}


/***/ }),

/***/ 49:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   dU: () => (/* binding */ createDeadline),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
const systemClock = {
    now: () => {
        const [seconds, nanoseconds] = process.hrtime();
        return seconds * 1_000 + nanoseconds / 1e6;
    },
    wall: () => Date.now(),
    random: () => Math.random(),
    sleep: (ms, signal) => new Promise(resolve => {
        if (signal?.aborted === true) {
            resolve();
            return;
        }
        const wake = () => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', wake);
            resolve();
        };
        const timer = setTimeout(wake, ms);
        signal?.addEventListener('abort', wake);
    }),
    after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
    }
};
/** `850ms`, `12.3s`, `2m05s`. */
function formatDuration(ms) {
    if (ms < 1000)
        return `${Math.round(ms)}ms`;
    const seconds = ms / 1000;
    if (seconds < 60)
        return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`;
    const whole = Math.round(seconds);
    const minutes = Math.floor(whole / 60);
    if (minutes < 60)
        return `${minutes}m${String(whole % 60).padStart(2, '0')}s`;
    return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}
/** A deadline in `ms` milliseconds, `Infinity` for none. */
function createDeadline(clock, ms, signal) {
    return deadlineAt(clock, clock.now() + ms, signal);
}
function deadlineAt(clock, at, signal) {
    const leftMs = () => Math.max(0, at - clock.now());
    const isStopped = () => signal?.aborted === true;
    return {
        signal,
        leftMs,
        isStopped,
        isOver: () => isStopped() || leftMs() === 0,
        within: ms => deadlineAt(clock, Math.min(at, clock.now() + ms), signal),
        later: ms => deadlineAt(clock, at + ms, signal),
        sleep: ms => clock.sleep(Math.min(ms, leftMs()), signal)
    };
}


/***/ }),

/***/ 3748:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   UL: () => (/* binding */ readStamp),
/* harmony export */   Zs: () => (/* binding */ stampOf),
/* harmony export */   cV: () => (/* binding */ isStampedBy),
/* harmony export */   iC: () => (/* binding */ LONGEST_DESCRIPTION)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4772);

// the name of a managed user contains an underscore
const REPOSITORY = String.raw `[A-Za-z0-9][\w-]{0,60}\/[\w.-]{1,100}`;
const STAMP = new RegExp(String.raw `^(?<repository>${REPOSITORY})(?:@(?<sha>[0-9a-f]{1,40}))? run (?<runId>[1-9]\d{0,19})(?:\.(?<attempt>[1-9]\d{0,3}))?` +
    String.raw `(?: by (?<actor>[\w-]{1,180}(?:\[\w*\]?)?))?(?: (?<writeId>[0-9a-f]{8}))?$`);
/**
 * Parses the stamp that `stampOf` creates. Strict: a description that people wrote is not a stamp, even if it quotes one.
 */
function readStamp(description) {
    const found = STAMP.exec(description)?.groups;
    const { repository, sha, runId, attempt, actor, writeId } = found ?? {};
    if (repository === undefined || runId === undefined)
        return undefined;
    return { repository, sha, runId, runAttempt: Number(attempt ?? 1), actor, writeId };
}
/** Whether a description is the stamp of a repository. Repository names are case-insensitive on GitHub. */
function isStampedBy(description, repository) {
    return readStamp(description)?.repository.toLowerCase() === repository.toLowerCase();
}
/** The maximum length that the service accepts. */
const LONGEST_DESCRIPTION = 180;
/**
 * The description that marks a definition as written by this run: repository, commit, run and actor. `undefined` outside of a
 * workflow.
 */
function stampOf(github) {
    const parts = [
        github.repository && `${github.repository}${github.sha && `@${github.sha.slice(0, 12)}`}`,
        github.runId && `run ${github.runId}${github.runAttempt > 1 ? `.${github.runAttempt}` : ''}`,
        github.actor && `by ${github.actor}`
    ].filter(part => part !== '');
    return parts.length === 0 ? undefined : (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cut */ .Jj)((0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(parts.join(' ')), LONGEST_DESCRIPTION);
}


/***/ }),

/***/ 4772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ safeLines),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   Ko: () => (/* binding */ indentedLine),
/* harmony export */   Kx: () => (/* binding */ withoutPeriod),
/* harmony export */   LS: () => (/* binding */ plural),
/* harmony export */   Ol: () => (/* binding */ joinWithAnd),
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   jH: () => (/* binding */ joinUpTo),
/* harmony export */   zD: () => (/* binding */ grouped)
/* harmony export */ });
// Characters that a terminal or the runner would act on, or that change the direction of text: control characters, bidirectional
// marks, line and paragraph separators, invisible joiners, the byte order mark.
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const LONGEST_LINE = 4000;
/** Matches most texts: printable ASCII without `#`, not starting with a colon or space and not ending with a space. */
const LINE_ALREADY = /^(?![: ])[ -"$-~]*$(?<! )/;
/**
 * Makes external text a single line that the runner and terminals treat as plain text: no control characters, no `##[command]`,
 * and no `::command` at the start.
 * @param longest the length to cut it to; secrets must be removed before, because part of one would not be recognized
 */
function oneLine(text, longest = Infinity) {
    if (text.length <= longest && LINE_ALREADY.test(text))
        return text;
    const flat = text
        .slice(0, longest * 2)
        .toWellFormed()
        .replace(UNSAFE, ' ')
        .replaceAll('##[', '# #[')
        .trim()
        .replace(/^::/, ': :');
    return flat.length <= longest ? flat : `${cut(flat, longest)}\u2026`;
}
/** The start of a text, not ending in half of a surrogate pair. */
function cut(text, longest) {
    const beyond = /^[\udc00-\udfff]/.test(text.slice(longest)) ? 1 : 0;
    return text.slice(0, longest - beyond);
}
/** A message that a longer one contains, so without a period at its end. */
function withoutPeriod(message) {
    return message.replace(/\.$/, '');
}
/** Like `oneLine`, but keeps leading spaces. */
function indentedLine(text, longest = Infinity) {
    return text.startsWith(' ')
        ? `${/^ */.exec(text)?.[0] ?? ''}${oneLine(text, longest)}`
        : oneLine(text, longest);
}
/** Lines of this action's own text, each made safe and cut to a length that suits a log. Line breaks are kept. */
function safeLines(text) {
    return text
        .split('\n')
        .map(line => indentedLine(line, LONGEST_LINE))
        .join('\n');
}
/**
 * The first items, and how many more there are: `a, b and 3 more`; `a: 1; b: 2; and 3 more` for items that may contain commas.
 */
function joinUpTo(parts, most, separator = ', ') {
    const shown = parts.slice(0, most).join(separator);
    const more = parts.length - most;
    return more > 0 ? `${shown}${separator === ', ' ? '' : ';'} and ${more} more` : shown;
}
/** A whole number with grouped digits, without the locale data that `toLocaleString` would load: `1,234,567`. */
function grouped(count) {
    return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
/** `1 API`, `3 APIs`. */
function plural(count, noun) {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
/** `10, 50 and 100`. */
function joinWithAnd(texts) {
    const last = texts.at(-1) ?? '';
    return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}


/***/ }),

/***/ 3793:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   WE: () => (/* binding */ explain),
/* harmony export */   dA: () => (/* binding */ TransportError),
/* harmony export */   pg: () => (/* binding */ refusedAddress),
/* harmony export */   wX: () => (/* binding */ REFUSED_ADDRESS)
/* harmony export */ });
/* unused harmony export TRANSPORT_FAULTS */
const TRANSPORT_FAULTS = (/* unused pure expression or super */ null && ([
    'refused',
    'dns',
    'unreachable',
    'tls',
    'proxy',
    'proxy-auth',
    'proxy-denied',
    'reset',
    'timeout',
    'truncated',
    'not-http',
    'too-large',
    'refused-address',
    'invalid',
    'aborted'
]));
/** An exchange without a response. The message never contains the path or query of the URL. */
class TransportError extends Error {
    name = 'TransportError';
    fault;
    /** Whether the request may have reached the server; if not, it is safe to send it again. */
    maySent;
    constructor(fault, message, maySent) {
        super(message);
        this.fault = fault;
        this.maySent = maySent;
    }
}
const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS';
function refusedAddress(host) {
    return `${host} is a link-local address or a metadata service, which is not allowed`;
}
/** Explains an error of Node. */
function explain(error, { host, proxy, connected }) {
    const target = proxy === undefined ? host : `${host} through the proxy ${proxy}`;
    const code = error.code ?? 'no code';
    if (code === REFUSED_ADDRESS) {
        return { fault: 'refused-address', message: refusedAddress(target), maySent: false };
    }
    if (isTls(code)) {
        const reason = reasonOfTls(code);
        return {
            fault: 'tls',
            message: `no TLS connection to ${target}${reason === undefined ? '' : `: ${reason}`} (${code})`,
            maySent: connected
        };
    }
    if (!connected) {
        return {
            ...(proxy === undefined ? explainDirect(code, host) : explainProxy(error, host, proxy)),
            maySent: false
        };
    }
    if (code === 'HPE_HEADER_OVERFLOW') {
        return { fault: 'too-large', message: `the response headers from ${target} are too large`, maySent: true };
    }
    if (code.startsWith('HPE_')) {
        return { fault: 'not-http', message: `the response from ${target} is not HTTP (${code})`, maySent: true };
    }
    return { fault: 'reset', message: `the connection to ${target} failed (${code})`, maySent: true };
}
function explainDirect(code, host) {
    if (code === 'ECONNREFUSED')
        return { fault: 'refused', message: `${host} refused the connection` };
    if (isNameError(code)) {
        return { fault: 'dns', message: `the host name ${withoutPort(host)} could not be resolved (${code})` };
    }
    if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL)$/.test(code)) {
        return { fault: 'unreachable', message: `${host} is unreachable (${code})` };
    }
    return { fault: 'reset', message: `the connection to ${host} failed (${code})` };
}
/** Until the tunnel is established, the connection is to the proxy: earlier failures are the proxy's. */
function explainProxy(error, host, proxy) {
    const { code = 'no code', statusCode } = error;
    const failed = (what, fault = 'proxy') => ({
        fault,
        message: `no connection to ${host}: ${what}`
    });
    if (statusCode === 407) {
        return failed(`the proxy ${proxy} requires a user name and password (407)`, 'proxy-auth');
    }
    if (statusCode !== undefined) {
        // a denial by the proxy is permanent, except for 408, 425 and 429, which ask for a retry
        const denied = statusCode >= 400 && statusCode < 500 && ![408, 425, 429].includes(statusCode);
        return denied
            ? failed(`the proxy ${proxy} refused the request (${statusCode})`, 'proxy-denied')
            : failed(`the proxy ${proxy} responded with ${statusCode}`);
    }
    if (code === 'ECONNREFUSED')
        return failed(`the proxy ${proxy} refused the connection`);
    if (isNameError(code))
        return failed(`the host name of the proxy, ${withoutPort(proxy)}, could not be resolved (${code})`);
    return failed(`the connection through the proxy ${proxy} failed (${code})`);
}
function withoutPort(host) {
    return host.replace(/:\d+$/, '');
}
function isNameError(code) {
    return code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}
function isTls(code) {
    return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/.test(code);
}
/** The reasons that a reader can fix; anything else has only its code. */
function reasonOfTls(code) {
    if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)/.test(code)) {
        return 'its certificate is not signed by a trusted authority';
    }
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
        return 'its certificate is for another host name';
    }
    if (code === 'CERT_HAS_EXPIRED')
        return 'its certificate has expired';
    if (code === 'CERT_NOT_YET_VALID')
        return 'its certificate is not valid yet';
    if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')
        return 'it does not respond with TLS';
    return undefined;
}


/***/ }),

/***/ 1177:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.r(__webpack_exports__);
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BearerCredentialHandler: () => (/* binding */ BearerCredentialHandler),
/* harmony export */   Config: () => (/* binding */ Config),
/* harmony export */   HttpClient: () => (/* binding */ HttpClient),
/* harmony export */   "default": () => (__WEBPACK_DEFAULT_EXPORT__),
/* harmony export */   exec: () => (/* binding */ exec),
/* harmony export */   fetch: () => (/* binding */ fetch),
/* harmony export */   getExecOutput: () => (/* binding */ getExecOutput),
/* harmony export */   parseXml: () => (/* binding */ parseXml),
/* harmony export */   read: () => (/* binding */ read),
/* harmony export */   request: () => (/* binding */ request),
/* harmony export */   toXML: () => (/* binding */ toXML)
/* harmony export */ });
// Replaces packages in the bundle (scripts/build.ts lists them) that dependencies import, and that this action never
// calls. Reading and compiling them took a third of the start-up time. A call throws an error that names the package.
function notBundled(name) {
    return new Error(`${name} is not part of this bundle, because this action does not use it`);
}
/** `@alicloud/credentials`: this action resolves its own credentials and passes them to the SDK. */
function Config() {
    throw notBundled('@alicloud/credentials');
}
/** `@alicloud/tea-xml`, with an XML parser and writer: the API returns JSON. */
function parseXml() {
    throw notBundled('@alicloud/tea-xml');
}
const toXML = parseXml;
/** `httpx`, the SDK's transport, which src/cloud/sdk.ts replaces. */
function request() {
    return Promise.reject(notBundled('httpx'));
}
const read = request;
/** `@actions/exec`: the core package imports it to describe the platform. */
function exec() {
    return Promise.reject(notBundled('@actions/exec'));
}
const getExecOutput = exec;
/** `undici`: the GitHub client imports it for requests that src/github/comments.ts sends itself. */
const fetch = () => Promise.reject(notBundled('undici'));
/**
 * `@actions/http-client`: the core package imports it for OIDC, and the GitHub client creates an agent from it when it is
 * loaded. Requests go through src/runtime/http.ts, so no agent is created.
 */
class HttpClient {
    getAgent() {
        return undefined;
    }
    getAgentDispatcher() {
        return undefined;
    }
}
class BearerCredentialHandler {
    token;
    constructor(token) {
        this.token = token;
    }
}
/* harmony default export */ const __WEBPACK_DEFAULT_EXPORT__ = ({ Config, parseXml, toXML, request, read });


/***/ }),

/***/ 3719:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BN: () => (/* binding */ DeniedReads),
/* harmony export */   ET: () => (/* binding */ changedSentFields),
/* harmony export */   G$: () => (/* binding */ changedOtherFields)
/* harmony export */ });
/** Several reads of one target were denied, and are all reported at once. */
class DeniedReads extends Error {
    name = 'DeniedReads';
    first;
    denials;
    constructor(first, others) {
        super(first.message);
        this.first = first;
        this.denials = [first, ...others];
    }
}
/** The names of the other fields that a write must not change, and that differ now. */
function changedOtherFields(before, now) {
    if (before?.otherFields === undefined || now?.otherFields === undefined)
        return [];
    const names = new Set([...before.otherFields.keys(), ...now.otherFields.keys()]);
    return [...names].filter(name => before.otherFields?.get(name) !== now.otherFields?.get(name));
}
/** The same for the fields that every write sends: if one differs, someone else has saved. */
function changedSentFields(before, now) {
    const isSent = (name) => before?.sentFields?.has(name) === true || now?.sentFields?.has(name) === true;
    return changedOtherFields(before, now).filter(isSent);
}


/***/ }),

/***/ 8122:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ MAX_READING_AGE_MS)
/* harmony export */ });
/** An older reading is not reliable about what a write would replace. */
const MAX_READING_AGE_MS = 10_000;


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  V: () => (/* binding */ runMain),
  a: () => (/* binding */ runPost)
});

// EXTERNAL MODULE: ./model/endpoints.js
var model_endpoints = __nccwpck_require__(60);
;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = process.getBuiltinModule("node:http");
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(7030);
// EXTERNAL MODULE: ./model/host.js
var host = __nccwpck_require__(5430);
// EXTERNAL MODULE: ./runtime/transport-error.js
var transport_error = __nccwpck_require__(3793);
;// CONCATENATED MODULE: ./runtime/http.js




/** Far more than any response of the services that this action calls. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_SOCKETS = 16;
/**
 * How long to try one address of a host name before trying the next one; no address is tried twice. Node's default of 250 ms is
 * too short for a connection to another continent, and if the other addresses are IPv6 and the runner has no IPv6, none is left.
 * This is long enough for a distant server and one lost packet, which is resent after a second, and short enough for several dead
 * addresses within one request-timeout.
 */
const ADDRESS_ATTEMPT_MS = 2_000;
/** Creates an Exchange that uses the proxies of `proxyFor`. */
function createExchange(exchangeOptions) {
    const { proxyFor, maxBodyBytes = MAX_BODY_BYTES, maxSockets = MAX_SOCKETS, keepAlive = true, refuseLinkLocal = false, plainHttp = false } = exchangeOptions;
    const agents = new Map();
    // the only setting that Node also applies to its connections to proxies
    (0,external_node_net_.setDefaultAutoSelectFamilyAttemptTimeout)(ADDRESS_ATTEMPT_MS);
    // Node's own agent handles proxies: CONNECT for https, the absolute form for http, credentials in a
    // header. `proxyFor` decides which requests use a proxy, so NO_PROXY is not passed to the agent.
    const agentFor = (protocol, proxy) => {
        const key = `${protocol} ${proxy?.href ?? ''}`;
        const known = agents.get(key);
        if (known !== undefined)
            return known;
        const secure = protocol === 'https:';
        const options = {
            keepAlive,
            maxSockets,
            // explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot override it
            ...(secure ? { rejectUnauthorized: true } : {}),
            // the address that a proxy connects to is not visible here
            ...(refuseLinkLocal && proxy === undefined ? { lookup: lookupWithoutLinkLocal } : {}),
            ...(proxy === undefined ? {} : { proxyEnv: { [secure ? 'HTTPS_PROXY' : 'HTTP_PROXY']: proxy.href } })
        };
        const agent = withConnectionHook(new (secure ? tls() : external_node_http_namespaceObject).Agent(options));
        agents.set(key, agent);
        return agent;
    };
    return request => {
        const { url } = request;
        const refuse = (fault, message) => Promise.reject(new transport_error/* TransportError */.dA(fault, message, false));
        // a literal address is not resolved, so `lookup` does not see it
        if (refuseLinkLocal && (0,host/* isLinkLocal */._W)(url.hostname)) {
            return refuse('refused-address', (0,transport_error/* refusedAddress */.pg)(url.host));
        }
        if (url.protocol !== 'https:' && !plainHttp && !(0,host/* isLoopback */.U9)(url.hostname)) {
            return refuse('invalid', `plain http is allowed to loopback addresses only, not to ${url.host}`);
        }
        if (request.signal?.aborted === true) {
            return refuse('aborted', `the request to ${url.host} was stopped`);
        }
        const proxy = proxyFor(url);
        return send(request, { agent: agentFor(url.protocol, proxy), proxy, maxBodyBytes });
    };
}
/** Loaded for the first https request; runs against this machine have none. */
const tls = () => process.getBuiltinModule('node:https');
/** Resolves a name to its addresses, except for refused ones; an error if none is left. */
const lookupWithoutLinkLocal = (hostname, options, callback) => {
    // loaded when the first name is resolved: most requests are to an endpoint, which Node itself resolves
    const { lookup } = process.getBuiltinModule('node:dns');
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) {
            callback(error, '');
            return;
        }
        const allowed = addresses.filter(({ address }) => !(0,host/* isLinkLocal */._W)(address));
        const [first] = allowed;
        if (first === undefined)
            callback(Object.assign(new Error(transport_error/* REFUSED_ADDRESS */.wX), { code: transport_error/* REFUSED_ADDRESS */.wX }), '');
        else if (options.all === true)
            callback(null, allowed);
        else
            callback(null, first.address, first.family);
    });
};
/**
 * Makes an agent report each connection as soon as it is opened. Node reports a connection to a proxy only when its tunnel is
 * established: a request that is aborted earlier would leave the connection open, and the process alive, as long as the proxy
 * keeps it.
 */
function withConnectionHook(agent) {
    const createConnection = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
        const connection = createConnection(options, callback);
        if (connection)
            options.onConnection?.(connection);
        return connection;
    };
    return agent;
}
function send(request, { agent, proxy, maxBodyBytes }) {
    const { url } = request;
    const secure = url.protocol === 'https:';
    const target = proxy === undefined ? url.host : `${url.host} through the proxy ${proxy.host}`;
    return new Promise((resolve, reject) => {
        let connection;
        let connected = false;
        let settled = false;
        const finish = (settle) => {
            if (settled)
                return;
            settled = true;
            clearTimeout(timer);
            request.signal?.removeEventListener('abort', onAbort);
            settle();
        };
        const fail = (fault, message, maySent = connected) => {
            if (settled)
                return;
            finish(() => {
                reject(new transport_error/* TransportError */.dA(fault, message, maySent));
            });
            outgoing.destroy();
            connection?.destroy();
        };
        const onAbort = () => {
            fail('aborted', `the request to ${target} was stopped`);
        };
        const options = {
            method: request.method,
            agent,
            headers: {
                // without this header, the server may use any encoding
                'accept-encoding': 'identity',
                ...request.headers,
                // set explicitly, so that the body is not sent in chunks, which some proxies reject
                ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) })
            },
            // leaves time for at least two addresses within the time-out of the request
            autoSelectFamilyAttemptTimeout: Math.min(ADDRESS_ATTEMPT_MS, Math.ceil(request.timeoutMs / 2)),
            onConnection: opened => (connection = opened)
        };
        let outgoing;
        try {
            outgoing = (secure ? tls() : external_node_http_namespaceObject).request(url, options);
        }
        catch (error) {
            // Node's message may contain the value of a header
            const code = error.code ?? 'no code';
            reject(new transport_error/* TransportError */.dA('invalid', `the request to ${target} is invalid (${code})`, false));
            return;
        }
        const timer = setTimeout(() => {
            const missing = connected ? 'no complete response from' : 'no connection to';
            fail('timeout', `${missing} ${target} within ${Number((request.timeoutMs / 1000).toPrecision(3))} s`);
        }, request.timeoutMs);
        outgoing.on('socket', socket => {
            // a reused socket, and one through a proxy's tunnel, is ready when it is assigned
            if (!socket.connecting &&
                socket.secureConnecting !== true)
                connected = true;
            else
                socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
        });
        outgoing.on('error', (error) => {
            const { fault, message, maySent } = (0,transport_error/* explain */.WE)(error, { host: url.host, proxy: proxy?.host, connected });
            fail(fault, message, maySent);
        });
        // without a listener, Node would close the connection without an error
        outgoing.on('upgrade', (_incoming, socket) => {
            socket.destroy();
            fail('not-http', `${target} responded with 101, a switch to a protocol that was not requested`, true);
        });
        outgoing.on('response', incoming => {
            connected = true;
            const status = incoming.statusCode ?? 0;
            // in a tunnel, it would be the response of the server itself
            if (proxy !== undefined && !secure && status === 407) {
                fail('proxy-auth', `the proxy ${proxy.host} requires a user name and password (407)`, false);
                return;
            }
            const chunks = [];
            let bytes = 0;
            incoming.on('data', (chunk) => {
                bytes += chunk.length;
                if (bytes > maxBodyBytes) {
                    fail('too-large', `the response from ${target} is larger than ${maxBodyBytes / 1024 / 1024} MiB`);
                }
                else
                    chunks.push(chunk);
            });
            incoming.on('error', () => {
                fail('truncated', `the response from ${target} was cut off after ${bytes} bytes`);
            });
            incoming.on('end', () => {
                finish(() => {
                    resolve({ status, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') });
                });
                // the response arrived before the whole body was sent: the rest of it would keep the connection busy
                if (!outgoing.writableFinished)
                    outgoing.destroy();
            });
        });
        request.signal?.addEventListener('abort', onAbort);
        outgoing.end(request.body);
    });
}

// EXTERNAL MODULE: ./cloud/retry.js
var retry = __nccwpck_require__(388);
// EXTERNAL MODULE: ../../node_modules/@alicloud/openapi-client/dist/client.js
var client = __nccwpck_require__(7808);
// EXTERNAL MODULE: ../../node_modules/@alicloud/tea-typescript/dist/tea.js
var tea = __nccwpck_require__(7907);
// EXTERNAL MODULE: ../../node_modules/@alicloud/tea-util/dist/client.js
var dist_client = __nccwpck_require__(8373);
;// CONCATENATED MODULE: external "node:async_hooks"
const external_node_async_hooks_namespaceObject = process.getBuiltinModule("node:async_hooks");
;// CONCATENATED MODULE: ./cloud/sdk.js
/**
 * The only file that imports the SDK. The SDK builds and signs the requests. The rest of its transport is replaced, because it
 * ignores all proxy settings, accepts no abort signal, times out after three seconds unless two time-outs are set, loses the HTTP
 * status of responses that are not JSON, does not limit the body, and writes the URL with its query into its errors. All of this
 * is in one function, `doAction` of `@alicloud/tea-typescript`, which the client calls through the module object.
 */





const contexts = new external_node_async_hooks_namespaceObject.AsyncLocalStorage();
async function doAction(request) {
    const context = contexts.getStore();
    if (context === undefined)
        throw new Error('the SDK sent a request outside of a call');
    const { exchange, limits } = context;
    const body = request.body;
    if (body !== undefined && !(body instanceof tea.BytesReadable)) {
        throw new Error('the SDK sent a request without its bytes');
    }
    const { host = '', ...headers } = request.headers;
    const url = new URL(`${request.protocol}://${host}${request.pathname}`);
    url.search = queryOf(request.query);
    context.response = await exchange({
        method: request.method,
        url,
        headers: { ...headers, host },
        body: body?.value,
        ...limits
    });
    // `readResponse` reads the response: the SDK gets a success and passes the body on unread
    return { statusCode: 200, statusMessage: 'OK', headers: {}, body };
}
Object.assign(tea, { doAction });
/** Encoded as it is signed: a space is `%20`, not `+` as in URLSearchParams. */
function queryOf(query) {
    return Object.entries(query)
        .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
        .join('&');
}
/** RFC 3986. */
function encoded(text) {
    return encodeURIComponent(text).replaceAll(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** The part of the SDK's credentials that it uses, so that its credentials package is not loaded. */
function credentialOf({ accessKeyId, accessKeySecret, securityToken }) {
    const isTemporary = securityToken !== undefined;
    const model = {
        accessKeyId,
        accessKeySecret,
        securityToken,
        type: isTemporary ? 'sts' : 'access_key',
        providerName: isTemporary ? 'static_sts' : 'static_ak'
    };
    return { getCredential: () => Promise.resolve(model) };
}
/** Creates a sender of signed calls to an endpoint (`https://host[:port]`, or http to loopback), whichever APIs it serves. */
function createSender(endpoint, { credentials, exchange, userAgent }) {
    const { default: Client, Config, OpenApiRequest, Params } = client;
    let signer;
    const clientFor = (keys) => {
        if (signer?.keys !== keys) {
            const config = new Config({
                credential: credentialOf(keys),
                endpoint: endpoint.host,
                protocol: endpoint.protocol.slice(0, -1),
                userAgent
            });
            signer = { keys, client: new Client(config) };
        }
        return signer.client;
    };
    return async (call) => {
        const { deadline, precondition } = call;
        const signal = deadline?.signal;
        const stop = call.stop ?? signal;
        const client = clientFor(await credentials.keys(stop, finite(deadline?.leftMs())));
        if (stop?.aborted === true || precondition?.() === false) {
            throw new transport_error/* TransportError */.dA('aborted', `the request to ${endpoint.host} was stopped`, false);
        }
        const { api, action, request } = call;
        const params = new Params({
            action,
            version: api.version,
            protocol: endpoint.protocol.slice(0, -1),
            authType: 'AK',
            style: api.style,
            bodyType: 'binary',
            ...('form' in request
                ? { method: 'POST', pathname: '/', reqBodyType: 'formData' }
                : { method: request.method, pathname: request.path, reqBodyType: 'json' })
        });
        const timeoutMs = Math.min(call.timeoutMs, deadline?.leftMs() ?? Infinity);
        if (timeoutMs <= 0) {
            throw new transport_error/* TransportError */.dA('timeout', `no time was left for the request to ${endpoint.host}`, false);
        }
        const context = { exchange, limits: { timeoutMs, signal } };
        // all of its options concern the replaced transport
        const runtime = new dist_client.RuntimeOptions({});
        await contexts.run(context, () => client.callApi(params, new OpenApiRequest('form' in request
            ? { body: { ...request.form } }
            : { query: { ...request.query }, body: request.body }), runtime));
        if (context.response === undefined)
            throw new Error('the SDK completed a call without sending it');
        return context.response;
    };
}
/** `undefined` for an unlimited time. */
function finite(ms) {
    return ms === Infinity ? undefined : ms;
}

;// CONCATENATED MODULE: ./cloud/connect.js




const USER_AGENT = 'apigateway-switch-backend';
/** The options from which readers and writers of an endpoint are created, whichever APIs it serves. */
function connect(connection, { clock, log, rateLimiter, budget = (0,retry/* createRetryBudget */.Ce)(), secrets }) {
    const { endpoint, credentials, proxyFor, requestTimeoutMs, maxAttempts } = connection;
    const regionId = connection.regionId ?? (0,model_endpoints/* regionOf */.AP)(endpoint);
    const exchange = createExchange({ proxyFor, maxSockets: connection.maxSockets });
    const send = createSender(endpoint, { credentials, exchange, userAgent: USER_AGENT });
    return {
        send,
        clock,
        log,
        rateLimiter,
        budget,
        scrub: secrets?.scrub,
        requestTimeoutMs,
        maxAttempts,
        regionId
    };
}

// EXTERNAL MODULE: ./errors/action-error.js
var action_error = __nccwpck_require__(3521);
// EXTERNAL MODULE: ./errors/action-codes.js
var action_codes = __nccwpck_require__(509);
// EXTERNAL MODULE: ./errors/catalog.js + 2 modules
var catalog = __nccwpck_require__(5139);
;// CONCATENATED MODULE: ./errors/help.js



// Where an error is explained: the sections of docs/troubleshooting.md, which is generated from them, and the links to it.
const PAGE = 'docs/troubleshooting.md';
/** The chapter for codes that are not in the catalog. */
const OTHER_CODES = 'Other codes';
/** The chapters of the page in order, with the anchors that GitHub gives their headings. */
function chaptersOfPage() {
    const anchorOf = createAnchors();
    return [...catalog/* CATALOG */.W8, { title: OTHER_CODES, entries: {} }].map(({ title, entries }) => ({
        title,
        anchor: anchorOf(title),
        sections: Object.entries(entries)
            .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
            .map(([code, entry]) => ({ code, entry, anchor: anchorOf(code) }))
    }));
}
/** The anchors that GitHub gives headings: repeated ones are numbered. */
function createAnchors() {
    const used = new Map();
    return heading => {
        const anchor = heading
            .toLowerCase()
            .replace(/[^a-z0-9 _-]/g, '')
            .replaceAll(' ', '-');
        const times = used.get(anchor) ?? 0;
        used.set(anchor, times + 1);
        return times === 0 ? anchor : `${anchor}-${times}`;
    };
}
let help_anchors;
/** The anchor of the section that explains an error. A code of the cloud's that is not on the page leads to the chapter for other codes. */
function sectionOf(error) {
    const entry = entryOf(error);
    help_anchors ??= new Map(chaptersOfPage().flatMap(({ sections }) => sections.map((section) => [section.entry, section.anchor])));
    return (entry && help_anchors.get(entry)) ?? 'other-codes';
}
function entryOf({ code, message }) {
    // the cloud has a code of the same name
    const isOwn = code !== 'InternalError' || message.includes(action_error/* BUG */.r1);
    const githubCodes = action_codes/* GITHUB_CODES */.l;
    return (isOwn ? (0,catalog/* entryOfOwn */._X)(code) : undefined) ?? (0,catalog/* entryOfCall */.ck)(code) ?? githubCodes[code];
}
/** The URL of the troubleshooting page; see `pageUrl`. */
function helpPage(source) {
    return pageUrl(PAGE, source);
}
/**
 * The URL of a page at the version of the action that is running; `undefined` if the runner does not report that version, as for
 * `uses: ./`: a checkout can be of any repository and commit.
 * @param path relative to the root of this repository
 */
function pageUrl(path, { serverUrl, actionRepository, actionRef }) {
    // an action in a subdirectory of its repository has a third part
    const [, repository] = /^([\w.-]+\/[\w.-]+)(?:\/|$)/.exec(actionRepository) ?? [];
    if (repository === undefined || !/^https?:\/\/[\w.:-]+$/.test(serverUrl))
        return undefined;
    if (!/^[\w+-][\w./+-]*$/.test(actionRef) || actionRef.includes('..'))
        return undefined;
    return `${serverUrl}/${repository}/blob/${actionRef}/${path}`;
}
/** The last line of an error: its section, as a link if the URL of the page is known. */
function helpLine(error, source) {
    return `Troubleshooting: ${pageReference(PAGE, source, `#${sectionOf(error)}`)}`;
}
/**
 * The last lines of an error: its section and, if the rollback after it failed for another reason, the section with the cure of that.
 */
function helpLines(error, source) {
    const { rollbackError } = error;
    if (rollbackError === undefined || sectionOf(rollbackError) === sectionOf(error))
        return [helpLine(error, source)];
    const ofRollback = `Troubleshooting of the rollback: ${pageReference(PAGE, source, `#${sectionOf(rollbackError)}`)}`;
    return [helpLine(error, source), ofRollback];
}
/** A page of this repository, for a text: its URL, or its path if the URL is not known. */
function pageReference(path, source, anchor = '') {
    const url = pageUrl(path, source);
    return url === undefined ? `${path}${anchor} in the repository of this action` : `${url}${anchor}`;
}

// EXTERNAL MODULE: ./model/json.js
var json = __nccwpck_require__(8706);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = process.getBuiltinModule("node:path");
// EXTERNAL MODULE: ./model/target.js
var model_target = __nccwpck_require__(3081);
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = process.getBuiltinModule("node:fs");
;// CONCATENATED MODULE: ./runtime/files.js



/** Writes a new file that only this user can read. Never overwrites an existing file. */
function writePrivateFile(path, text) {
    const file = (0,external_node_fs_namespaceObject.openSync)(path, 'wx', 0o600);
    try {
        (0,external_node_fs_namespaceObject.writeFileSync)(file, text);
    }
    catch (error) {
        // a partial file is useless and takes up disk space
        (0,external_node_fs_namespaceObject.rmSync)(path, { force: true });
        throw error;
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(file);
    }
}
/** Appends a line to a file that only this user can read. Synchronous, so that the line is written before what it announces happens. */
function appendToPrivateFile(path, line) {
    (0,external_node_fs_namespaceObject.appendFileSync)(path, `${line}\n`, { mode: 0o600 });
}
/** @returns `undefined` if the file cannot be read */
function readFileIfThere(path) {
    try {
        return (0,external_node_fs_namespaceObject.readFileSync)(path, 'utf8');
    }
    catch {
        return undefined;
    }
}
function removeFile(path) {
    (0,external_node_fs_namespaceObject.rmSync)(path, { force: true });
}
const privateFiles = {
    write: writePrivateFile,
    append: appendToPrivateFile,
    readIfThere: readFileIfThere,
    remove: removeFile
};
/**
 * Appends the whole text to a file, or nothing: on a full disk, part of it may be written, and the runner fails a step whose
 * outputs or state end in the middle of a value.
 * @throws the system's error
 */
function appendWhole(path, text, write = external_node_fs_namespaceObject.writeFileSync) {
    const file = (0,external_node_fs_namespaceObject.openSync)(path, 'a');
    try {
        const { size } = (0,external_node_fs_namespaceObject.fstatSync)(file);
        try {
            write(file, text);
        }
        catch (error) {
            truncateTo(file, size);
            throw error;
        }
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(file);
    }
}
function truncateTo(file, size) {
    try {
        (0,external_node_fs_namespaceObject.ftruncateSync)(file, size);
    }
    catch {
        // a pipe or a device has nothing to truncate
    }
}
/** A new path in the job's temporary directory, `RUNNER_TEMP`. */
function tempPath(tempDir, name, extension) {
    return (0,external_node_path_namespaceObject.join)(tempDir, `switch-backend-${name}-${(0,external_node_crypto_.randomUUID)()}.${extension}`);
}

;// CONCATENATED MODULE: ./runtime/github.js


function readGitHubContext(env) {
    return {
        repository: env['GITHUB_REPOSITORY'] ?? '',
        sha: env['GITHUB_SHA'] ?? '',
        runId: env['GITHUB_RUN_ID'] ?? '',
        runAttempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? '') || 1,
        actor: env['GITHUB_ACTOR'] ?? '',
        workflow: env['GITHUB_WORKFLOW'] ?? '',
        job: env['GITHUB_JOB'] ?? '',
        serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
        apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
        actionRepository: env['GITHUB_ACTION_REPOSITORY'] ?? '',
        actionRef: env['GITHUB_ACTION_REF'] ?? '',
        eventPath: env['GITHUB_EVENT_PATH'] ?? '',
        workspace: env['GITHUB_WORKSPACE'] ?? '',
        tempDir: env['RUNNER_TEMP'] ?? ''
    };
}
/** The number of the event's pull request, if there is one: its own, or the one that was commented on. */
function readPullRequest(eventPath) {
    const { pull_request: pullRequest, issue } = readEvent(eventPath);
    const found = (0,json/* isObject */.Gv)(pullRequest)
        ? pullRequest
        : (0,json/* isObject */.Gv)(issue) && (0,json/* isObject */.Gv)(issue['pull_request'])
            ? issue
            : {};
    const number = found['number'];
    return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
/** The payload of the event that triggered the run; empty if it cannot be read. */
function readEvent(eventPath) {
    return (0,json/* parseObject */.lj)(readFileIfThere(eventPath) ?? '') ?? {};
}
/**
 * Which of these kinds the run is, if any. `pull_request_target` and `workflow_run` run for the repository itself, regardless of
 * who opened the pull request.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
function readUnprivileged(env) {
    const name = env['GITHUB_EVENT_NAME'] ?? '';
    // also for a re-run, regardless of who started it
    if (env['GITHUB_ACTOR'] === 'dependabot[bot]' && name !== 'workflow_run')
        return { kind: 'dependabot' };
    if (!/^pull_request(_review(_comment)?)?$/.test(name))
        return undefined;
    const { pull_request: pullRequest } = readEvent(env['GITHUB_EVENT_PATH'] ?? '');
    const head = (0,json/* isObject */.Gv)(pullRequest) ? pullRequest['head'] : undefined;
    if (!(0,json/* isObject */.Gv)(head) || !('repo' in head))
        return undefined;
    const { repo } = head;
    // the fork has been deleted since
    if (!(0,json/* isObject */.Gv)(repo))
        return { kind: 'fork', repository: '' };
    const { full_name: fullName, fork } = repo;
    if (typeof fullName !== 'string' || !/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(fullName)) {
        return fork === true ? { kind: 'fork', repository: '' } : undefined;
    }
    // the repository may be a fork itself
    const isOwn = fullName.toLowerCase() === (env['GITHUB_REPOSITORY'] ?? '').toLowerCase();
    return isOwn ? undefined : { kind: 'fork', repository: fullName };
}
/** The URL of a run of this repository; `undefined` if the runner does not report the repository. */
function runUrl({ serverUrl, repository }, runId) {
    return repository === '' || runId === '' ? undefined : `${serverUrl}/${repository}/actions/runs/${runId}`;
}

// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __nccwpck_require__(4772);
;// CONCATENATED MODULE: ./report/budget.js

const WHOLE = {
    apis: Infinity,
    failedApis: Infinity,
    timeline: true,
    changes: Infinity,
    extras: 50,
    rollbackStep: true,
    parts: 'all',
    rows: Infinity,
    text: 2000
};
/** What is left out step by step, the least useful first. */
const STEPS = [
    { apis: 500 },
    { apis: 100 },
    { apis: 20 },
    { apis: 0 },
    { failedApis: 200 },
    { failedApis: 20 },
    { timeline: false },
    { changes: 100 },
    { changes: 20 },
    { changes: 0 },
    { extras: 5, rollbackStep: false },
    { failedApis: 3, text: 1000 },
    { parts: 'red' },
    { parts: 'none', text: 500 },
    { rows: 200 },
    { rows: 50 },
    { rows: 10, extras: 1 },
    { rows: 5, text: 200, failedApis: 0, extras: 0 }
];
/** What was left out, counted by its name. */
class Cuts {
    #counts = new Map();
    /** Ignores a count below one. */
    add(noun, count) {
        if (count > 0)
            this.#counts.set(noun, (this.#counts.get(noun) ?? 0) + count);
    }
    /** `1,500 APIs, 1 timeline`; empty when nothing was left out. */
    toString() {
        return [...this.#counts]
            .map(([noun, count]) => `${(0,runtime_text/* grouped */.zD)(count)} ${noun}${count === 1 ? '' : 's'}`)
            .join(', ');
    }
}
/**
 * The fullest rendering that stays within the limit.
 * @param render returns blocks, which are separated by empty lines
 * @param sizeOf in the unit of the limit
 * @param from limited to what there is to render, so that no step of the search renders the same again
 */
function fitted(render, limit, sizeOf, from = WHOLE) {
    const fits = (blocks) => sizeOf(blocks.join('\n\n')) <= limit;
    let parts = render(from);
    if (fits(parts))
        return parts.join('\n\n');
    const [first = from, ...budgets] = budgetsAfter(from);
    // most pages that are too long are just above the limit
    parts = render(first);
    if (!fits(parts)) {
        // a smaller budget never renders longer, so a binary search is enough
        let found;
        let low = 0;
        let high = budgets.length - 1;
        while (low < high) {
            const middle = Math.floor((low + high) / 2);
            const tried = render(budgets[middle] ?? from);
            if (fits(tried)) {
                found = tried;
                high = middle;
            }
            else
                low = middle + 1;
        }
        parts = found ?? render(budgets[high] ?? from);
    }
    // if even the smallest budget does not fit: as many whole blocks as do, from the top
    while (parts.length > 0 && !fits(parts))
        parts = parts.slice(0, -1);
    return parts.join('\n\n');
}
/** From the most to the least; each renders less than the one before. */
function budgetsAfter(from) {
    let budget = from;
    return STEPS.flatMap(step => {
        const next = stricter(budget, step);
        if (isSame(budget, next))
            return [];
        budget = next;
        return [next];
    });
}
function isSame(one, other) {
    return Object.keys(one).every(key => one[key] === other[key]);
}
function stricter(budget, step) {
    const next = { ...budget, ...step };
    return {
        ...next,
        apis: Math.min(budget.apis, next.apis),
        failedApis: Math.min(budget.failedApis, next.failedApis),
        changes: Math.min(budget.changes, next.changes),
        extras: Math.min(budget.extras, next.extras),
        rows: Math.min(budget.rows, next.rows),
        text: Math.min(budget.text, next.text),
        timeline: budget.timeline && next.timeline,
        rollbackStep: budget.rollbackStep && next.rollbackStep
    };
}

// EXTERNAL MODULE: ./model/lazy-pattern.js
var lazy_pattern = __nccwpck_require__(1073);
// EXTERNAL MODULE: ./model/redact.js
var redact = __nccwpck_require__(6489);
;// CONCATENATED MODULE: ./report/markdown.js



/**
 * GitHub Flavored Markdown that is safe by construction: the template `markup` escapes every text, and only this
 * module makes markup.
 */
class Markdown {
    source;
    constructor(source) {
        this.source = source;
    }
}
const NOTHING = new Markdown('');
/** Markup around values: `Markdown` as it is, anything else as escaped prose, trimmed. */
function markup(fixed, ...values) {
    const parts = fixed.map((part, index) => {
        const value = values[index];
        if (value === undefined)
            return part;
        return part + (value instanceof Markdown ? value : prose(String(value))).source;
    });
    return new Markdown(parts.join(''));
}
function join(parts, separator) {
    return new Markdown(parts.map(part => part.source).join(separator));
}
/** Joins what is not empty. */
function sentences(...parts) {
    const all = parts.map(part => (part instanceof Markdown ? part : prose(part)));
    return join(all.filter(part => part.source !== ''), ' ');
}
function commas(parts) {
    return join(parts, ', ');
}
/** Blocks below each other; empty ones are left out. */
function blocks(parts) {
    return join(parts.filter(part => part.source !== ''), '\n\n');
}
const LONGEST_PROSE = 2000;
const LONGEST_CODE = 300;
// Invisible characters: soft hyphens, joiners, fillers, tags, variation selectors, and annotations. All but the last are the
// property Default_Ignorable_Code_Point, spelled out because building it takes about 1 ms, and every page has a symbol.
const HIDDEN = new RegExp(String.raw `[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0` +
    String.raw `\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]+`, 'gu');
/** One line without control characters, or any that hide text or change its direction. */
function visible(text, longest) {
    if ((0,lazy_pattern/* isPrintableAscii */.J)(text))
        return (0,runtime_text/* oneLine */.TN)(text, longest);
    return (0,runtime_text/* oneLine */.TN)(text.slice(0, longest * 2).replace(HIDDEN, ' '), longest).toWellFormed();
}
/**
 * Text as text, in a paragraph, a table's cell, or an HTML element. Markdown's own characters become
 * character references. They do not stop what GitHub links in the finished HTML (mentions, issues, commits, emoji,
 * math, addresses). It looks at one text node at a time, so a `span` around one character splits the node, as its
 * documentation does with `$`.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
 */
function prose(text, longest = LONGEST_PROSE) {
    return new Markdown(markdown_escape(visible(text, longest)));
}
// without groups, which take twice as long
const SPECIAL = new RegExp([
    /[0-9a-f]{7,}/, // a commit
    /[&<>\\`*_[\]|~]/,
    /^[-+=]|(?<=^\d{1,9})[.)]/, // at the start also a list or a heading
    /[@#$]|:(?=\S)|(?<=[a-z0-9])-(?=[a-z0-9])|(?<=www)\./ // linked
]
    .map(({ source }) => source)
    .join('|'), 'gi');
/** The replacement of each character that is special for one reason alone. */
const ESCAPED = new Map([
    ...Array.from('&<>\\`*_[]|~+=)', character => [character, reference(character)]),
    ...Array.from('@#$:', character => [character, span(character)])
]);
/** One digit fewer than the shortest commit. */
const HEX_PIECE = /.{1,6}/g;
function markdown_escape(text) {
    return text.replace(SPECIAL, (found, index) => {
        const known = ESCAPED.get(found);
        if (known !== undefined)
            return known;
        if (found.length > 1) {
            const pieces = found.match(HEX_PIECE) ?? [];
            return pieces.map((piece, nth) => (nth % 2 === 0 ? piece : span(piece))).join('');
        }
        const isOfList = found === '-' ? index === 0 : /\d/.test(text[index - 1] ?? '');
        return isOfList ? reference(found) : span(found);
    });
}
function reference(character) {
    return `&#${character.charCodeAt(0)};`;
}
function span(text) {
    return `<span>${text}</span>`;
}
/**
 * Text as inline code, in a paragraph or in a table's cell. GitHub links nothing in code. A backtick or a pipe would
 * end a code span or a cell, so the element is then written as HTML.
 */
function code(text, longest = LONGEST_CODE) {
    const shown = visible(text, longest);
    if (shown === '')
        return new Markdown('(empty)');
    return new Markdown(/[`|]/.test(shown) ? `<code>${markdown_escape(shown)}</code>` : `\`${shown}\``);
}
/** Text from outside as inline code, without the secrets of URLs in it. */
function shown(text, longest) {
    return code((0,redact/* redactText */.Rd)(text), longest);
}
const LONGEST_NAME = 100;
/** The same for names and IDs, which are shorter. */
function shownName(text) {
    return shown(text, LONGEST_NAME);
}
/** A value, redacted already, as inline code; absent is a dash. */
function shownValue(value) {
    if (value === null)
        return markup `\u2013`;
    return shown(typeof value === 'string' ? value : JSON.stringify(value));
}
/** A table without rows is empty. Cells are single lines, as `markup`, `prose` and `code` make them. */
function table(headers, rows) {
    if (rows.length === 0)
        return NOTHING;
    const line = (cells) => `| ${cells.map(cell => cell.source || ' ').join(' | ')} |`;
    return new Markdown([
        line(headers.map(header => prose(header))),
        line(headers.map(() => new Markdown('---'))),
        ...rows.map(line)
    ].join('\n'));
}
function list(items) {
    return join(items.map(item => markup `- ${item}`), '\n');
}
/** A section that a click expands; its title holds no code. Empty if its body is. */
function details(title, body, open = false) {
    const inner = blocks(body);
    if (inner.source === '')
        return NOTHING;
    // GitHub parses no Markdown within the element `summary`; after the blank lines it does
    return new Markdown(`<details${open ? ' open' : ''}>\n<summary>${title.source}</summary>\n\n${inner.source}\n\n</details>`);
}
/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
function markdown_alert(kind, body) {
    const inner = blocks(body);
    if (inner.source === '')
        return NOTHING;
    return new Markdown([`[!${kind}]`, ...inner.source.split('\n')].map(line => `> ${line}`.trimEnd()).join('\n'));
}
/**
 * A code block. The text is this action's own, with text from outside as `jsonText` writes it.
 */
function fence(language, text) {
    const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
    const mark = '`'.repeat(Math.max(2, ...runs) + 1);
    return new Markdown(`${mark}${language}\n${text}\n${mark}`);
}
/** A link to a page that this action knows; the label alone if the address is not a web address. */
function markdown_link(label, address) {
    if (address === undefined || !/^https?:\/\/[\w.:-]+\/[\w./+-]*(?:#[\w-]+)?$/.test(address))
        return prose(label);
    return new Markdown(`[${prose(label).source}](${address})`);
}

// EXTERNAL MODULE: ./model/diff.js
var diff = __nccwpck_require__(6191);
// EXTERNAL MODULE: ./targets/kind.js
var kind = __nccwpck_require__(3719);
// EXTERNAL MODULE: ./cloud/call-error.js
var call_error = __nccwpck_require__(1575);
// EXTERNAL MODULE: ./cloud/decode.js
var decode = __nccwpck_require__(2330);
;// CONCATENATED MODULE: ./cloud/operations.js


const CLOUD_API = { product: 'apigateway', version: '2016-07-14', style: 'RPC' };
const STS = { product: 'sts', version: '2015-04-01', style: 'RPC' };
/** The reads support no other resource: a statement for a backend's ARN would not allow them. */
const anyResource = () => '*';
const backendArn = ({ regionId = '*', accountId = '*' }, { backendId = '*' } = {}) => `acs:apigateway:${regionId}:${accountId}:backend/${backendId}`;
function pageOf({ page, size }) {
    return { PageNumber: String(page), ...(size === undefined ? {} : { PageSize: String(size) }) };
}
const describeBackend = {
    api: CLOUD_API,
    action: 'DescribeBackendInfo',
    writes: false,
    resource: anyResource,
    encode: backendId => ({ form: { BackendId: backendId } }),
    decode: decode/* decodeBackend */.Hz,
    secretsIn: ({ models }) => models.flatMap(({ config }) => (0,redact/* secretsOf */.Fj)(config)),
    // one response has all stages
    shareKey: backendId => backendId
};
const listBackends = {
    api: CLOUD_API,
    action: 'DescribeBackendList',
    writes: false,
    resource: anyResource,
    // no limit is documented; Terraform's provider uses this size
    pageSize: 50,
    encode: (_, page) => ({ form: pageOf(page) }),
    decode: decode/* decodeBackendList */.Z8,
    items: 'backends',
    keyOf: ({ backendId }) => backendId
};
const listPublishedApis = {
    api: CLOUD_API,
    action: 'DescribeApisByBackend',
    writes: false,
    resource: anyResource,
    pageSize: 100,
    // without a stage, the service lists drafts
    encode: ({ backendId, stageName }, page) => ({
        form: { BackendId: backendId, StageName: stageName, ...pageOf(page) }
    }),
    decode: decode/* decodeApis */.eR,
    items: 'APIs',
    keyOf: ({ apiId, group, name }) => apiId || `${group}/${name}`
};
const describeTask = {
    api: CLOUD_API,
    action: 'DescribeUpdateBackendTask',
    writes: false,
    resource: anyResource,
    encode: operationId => ({ form: { OperationUid: operationId } }),
    decode: decode/* decodeTask */.UU
};
const modifyBackend = {
    api: CLOUD_API,
    action: 'ModifyBackendModel',
    writes: true,
    resource: backendArn,
    encode: ({ description, ...modification }) => ({
        form: {
            BackendId: modification.backendId,
            StageName: modification.stageName,
            BackendType: modification.backendType,
            BackendModelId: modification.backendModelId,
            BackendModelData: modification.backendModelData,
            ...(description === undefined ? {} : { Description: description })
        }
    }),
    decode: body => ({ requestId: (0,decode/* requestIdOf */.Gb)(body), operationId: (0,decode/* labelOf */.Wy)(body['OperationId']) })
};
// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
const getAccountId = {
    api: STS,
    action: 'GetCallerIdentity',
    writes: false,
    encode: () => ({ form: {} }),
    decode: body => /^\d+$/.exec((0,decode/* labelOf */.Wy)(body['AccountId']))?.[0]
};
// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
const assumeRole = {
    api: STS,
    action: 'AssumeRoleWithOIDC',
    writes: false,
    encode: (session) => ({
        form: {
            OIDCProviderArn: session.providerArn,
            RoleArn: session.roleArn,
            RoleSessionName: session.sessionName,
            DurationSeconds: String(session.sessionSeconds),
            OIDCToken: session.token
        }
    }),
    decode: decode/* decodeCredentials */.HI
};
/** Every operation on backends and on the caller's identity. To add one, add its row. */
const OPERATIONS = {
    describeBackend,
    listBackends,
    listPublishedApis,
    describeTask,
    modifyBackend,
    getAccountId,
    assumeRole
};

// EXTERNAL MODULE: ./model/backend-types.js
var backend_types = __nccwpck_require__(9630);
// EXTERNAL MODULE: ./model/closest.js
var closest = __nccwpck_require__(1561);
// EXTERNAL MODULE: ./model/definition.js
var model_definition = __nccwpck_require__(1305);
// EXTERNAL MODULE: ./model/shape.js
var shape = __nccwpck_require__(7707);
;// CONCATENATED MODULE: ./model/unreturned.js



/** The paths of a definition's keys that the service may accept without returning them. */
function unreturnedKeys(definition, backendType) {
    return neverReturned(backendType).filter(path => (valueAt(definition, path) ?? null) !== null);
}
/** Whether a reading contains none of the keys that the service never returns for the type: their values are then not known. */
function returnsNone(live, backendType) {
    return neverReturned(backendType).length > 0 && unreturnedKeys(live, backendType).length === 0;
}
function neverReturned(backendType) {
    const row = (0,backend_types/* rowOf */.OB)(backendType);
    return row === undefined ? [] : (0,backend_types/* pathsOf */.wG)(row, row.unreturned);
}
/** The paths of the keys that the service returns for the type, empty if unused. */
function returnedKeys(backendType) {
    const row = (0,backend_types/* rowOf */.OB)(backendType);
    return (row && {
        address: (0,backend_types/* pathsOf */.wG)(row, row.address),
        others: [...(0,backend_types/* pathsOf */.wG)(row, row.returned), ...(row.returnsTimeout ? ['ServiceTimeout'] : [])]
    });
}
/**
 * The keys of the type that are missing from a reading: the service returns unused keys empty, so a missing one may have any
 * value. If the service omits unused keys, a missing one means nothing.
 * @param raw as the service returned it
 */
function hiddenKeys(raw, backendType, which) {
    const keys = returnedKeys(backendType);
    if (keys === undefined || !showsUnused(raw))
        return [];
    return which.flatMap(name => keys[name]).filter(path => valueAt(raw, path) === undefined);
}
function showsUnused(raw) {
    return Object.entries(raw).some(([key, value]) => (0,model_definition/* isUnused */.j0)(value, key) || ((0,json/* isJsonObject */.OW)(value) && showsUnused(value)));
}
/** The paths of keys that the live definition may contain although no reading shows them. */
function unseenKeys(raw, backendType) {
    return [
        ...hiddenKeys(raw, backendType, ['address', 'others']),
        ...(returnsNone(raw, backendType) ? neverReturned(backendType) : [])
    ];
}
/** The missing keys that a definition does not set, not even to `null`. */
function unseenAndOmitted(raw, definition, backendType) {
    return hiddenKeys(raw, backendType, ['address', 'others']).filter(path => valueAt(definition, path) === undefined);
}
/**
 * Splits differences into those that count, and those of keys that the service never returns. Keys with the address of the
 * backend always count: without them, nothing would be verified.
 */
function splitUnreturned(changes, desired, backendType, raw) {
    const unreturned = new Set([
        ...unreturnedKeys(desired, backendType),
        ...hiddenKeys(raw, backendType, ['others'])
    ]);
    if (unreturned.size === 0)
        return { counting: changes, unverified: [] };
    const isUnverified = ({ path, before }) => before === undefined && unreturned.has(path);
    return {
        counting: changes.filter(change => !isUnverified(change)),
        unverified: changes.filter(isUnverified).map(({ path }) => path)
    };
}
/**
 * A definition with the unreturned keys of another one added, if it has none itself. Never adds keys with the address of the
 * backend.
 * @param raw the reading that does not contain them
 */
function withUnreturned(definition, from, backendType, raw) {
    const paths = [
        ...(returnsNone(definition, backendType) && (0,json/* isJsonObject */.OW)(definition[(0,backend_types/* rowOf */.OB)(backendType)?.config ?? ''])
            ? unreturnedKeys(from, backendType)
            : []),
        ...hiddenKeys(raw, backendType, ['others'])
    ];
    const taken = paths.filter(path => valueAt(definition, path) === undefined && (valueAt(from, path) ?? null) !== null);
    return {
        definition: taken.reduce((whole, path) => withValue(whole, path, valueAt(from, path) ?? null), definition),
        taken
    };
}
function valueAt(definition, path) {
    let value = definition;
    for (const key of path.split('.')) {
        value = (0,json/* isJsonObject */.OW)(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return value;
}
/** Paths of one or two keys. */
function withValue(definition, path, value) {
    const [key = '', child] = path.split('.');
    if (child === undefined)
        return { ...definition, [key]: value };
    const config = definition[key];
    return { ...definition, [key]: { ...((0,json/* isJsonObject */.OW)(config) ? config : {}), [child]: value } };
}
/** The names of the keys that the service never returns for the type, for messages. */
function unreturnedNames(backendType) {
    return ((0,backend_types/* rowOf */.OB)(backendType)?.unreturned ?? []).join(', ');
}

// EXTERNAL MODULE: ./cloud/polling.js
var polling = __nccwpck_require__(6029);
;// CONCATENATED MODULE: ./model/batch.js

/**
 * The state of one entry of a batch. No document lists the values of `UpdateStatus`: the only example is
 * `OVER` with the message `Failed`, so completion is derived from the status and success from the message; the
 * first match wins. Only whole words count (`DISCOVERING` is not over), and a negated word is still moving
 * (`NOT_OVER`, `UNFINISHED`). An unknown status is still moving, never an error.
 */
function stateOf(entry) {
    const words = wordsOf(entry.status);
    const said = (word) => words.some((one, index) => word.test(one) && !isNegated(words.slice(0, index)));
    const message = entry.message.trim().toUpperCase();
    if (said(/^(?:FAIL.*|ERROR|ABORT.*)$/))
        return 'failed';
    if (words.some((one, index) => NEGATED.test(one) || (END.test(one) && isNegated(words.slice(0, index))))) {
        return 'moving';
    }
    if (said(/^SUCCESS$/))
        return /^(FAIL|ERROR)/.test(message) ? 'failed' : 'updated';
    if (said(/^(?:OVER|FINISHED)$/)) {
        return message === '' || message.startsWith('SUCCESS') ? 'updated' : 'failed';
    }
    return message.startsWith('SUCCESS') ? 'updated' : 'moving';
}
const END = /^(?:FAIL.*|ERROR|ABORT.*|SUCCESS|OVER|FINISHED)$/;
/** A word that contains a negation: `UNFINISHED`, `UNSUCCESSFUL`. */
const NEGATED = /^(?:UN|NON)(?:FAIL|ERROR|ABORT|SUCCESS|FINISH|OVER$)/;
const NEGATION = /^(?:NOT|NO|NON|NEVER|UN|WITHOUT)$/;
/** Whether the words before a word negate it: `NOT`, or `NOT_YET`. */
function isNegated(before) {
    const last = before.at(-1) === 'YET' ? before.at(-2) : before.at(-1);
    return last !== undefined && NEGATION.test(last);
}
const WORD_ENDS = /[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const ANY_WORD_ENDS = (0,lazy_pattern/* lazyPattern */.x)(String.raw `[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})`, 'u');
/** `NOT_OVER`, `not over` and `NotOver` are two words. */
function wordsOf(status) {
    return status
        .split((0,lazy_pattern/* isPrintableAscii */.J)(status) ? WORD_ENDS : ANY_WORD_ENDS())
        .filter(word => word !== '')
        .map(word => word.toUpperCase());
}
/**
 * The progress of a batch. It is done when every API that was published before the write has completed or failed,
 * and so has every other entry: a task that is shorter than the list is still growing. If no entry has the ID of
 * a published API, entries are matched by group and name.
 * @param published the APIs that were published before the write
 * @param entries what the task lists now
 * @param gone the IDs of APIs that are no longer published, which the batch does not wait for
 */
function progressOf(published, entries, gone = new Set()) {
    const matched = matchOf(published, entries);
    const listed = new Map();
    entries.forEach((entry, index) => {
        const api = matched(entry);
        const apiId = api?.apiId ?? entry.apiId;
        const progress = {
            apiId,
            name: entry.name || (api?.name ?? ''),
            group: entry.group || (api?.group ?? ''),
            state: stateOf(entry),
            status: entry.status,
            message: entry.message
        };
        if (progress.state === 'moving' && gone.has(apiId))
            return;
        // the worst entry of an API counts
        const key = apiId || `#${index}`;
        const other = listed.get(key);
        if (other === undefined || BADNESS[progress.state] > BADNESS[other.state])
            listed.set(key, progress);
    });
    const unlisted = published.filter(api => !listed.has(api.apiId));
    const apis = [
        ...listed.values(),
        ...unlisted.map(({ apiId, name, group }) => ({
            apiId,
            name,
            group,
            state: 'moving',
            status: '',
            message: ''
        }))
    ];
    const count = (state) => apis.filter(api => api.state === state).length;
    const moving = count('moving');
    return {
        apis,
        total: apis.length,
        updated: count('updated'),
        failed: count('failed'),
        moving,
        unlisted,
        done: moving === 0
    };
}
/** Finds the published API of each entry, called in order. */
function matchOf(published, entries) {
    const byId = new Map(published.map(api => [api.apiId, api]));
    if (entries.some(({ apiId }) => apiId !== '' && byId.has(apiId)))
        return ({ apiId }) => byId.get(apiId);
    const byName = Map.groupBy(published, nameOf);
    return entry => {
        const ofName = byName.get(nameOf(entry));
        // several APIs with the same name belong to one entry each
        return ofName !== undefined && ofName.length > 1 ? ofName.shift() : ofName?.[0];
    };
}
function nameOf({ group, name }) {
    return JSON.stringify([group, name]);
}
const BADNESS = { updated: 0, failed: 1, moving: 2 };

// EXTERNAL MODULE: ./runtime/clock.js
var runtime_clock = __nccwpck_require__(49);
;// CONCATENATED MODULE: ./targets/backend/follow.js







const FIRST_POLL_DELAY_MS = 200;
/** How often the published APIs are listed again, if the task does not list all of them. */
const RELIST_MS = 5_000;
/** Without the list of APIs: how many polls the task must stay unchanged, and how long an empty task must. */
const QUIET_POLLS = 2;
const QUIET_EMPTY_MS = 10_000;
/** Follows a batch to completion. A failed poll never ends the wait; the last one is at the deadline. */
async function followBatch(options) {
    const { clock, log, deadline, affected: published, accepted } = options;
    if (accepted.operationId === '')
        return withoutOperation(options);
    const startedAt = clock.now();
    const gone = new Set();
    let progress;
    let lastError;
    let delayMs = FIRST_POLL_DELAY_MS;
    let quietPolls = 0;
    let relistedAt = startedAt;
    let lastChance = false;
    const logProgress = createProgressLog(clock, log, startedAt);
    const see = (entries) => {
        const seen = progressOf((published ?? []).filter(api => !gone.has(api.apiId)), entries, gone);
        quietPolls = progress !== undefined && sameRows(progress, seen) ? quietPolls + 1 : 0;
        progress = seen;
        logProgress(seen);
        return seen;
    };
    for (;;) {
        if (deadline.isStopped())
            return { kind: 'stopped', progress };
        const atDeadline = deadline.leftMs() === 0;
        let requestedMs = 0;
        try {
            const entries = await poll(options);
            lastError = undefined;
            const seen = see(entries);
            if (published === undefined) {
                const quietLongEnough = entries.length > 0 || clock.now() - startedAt >= QUIET_EMPTY_MS;
                if (seen.done && quietPolls >= QUIET_POLLS && quietLongEnough) {
                    return { kind: 'ended', progress: seen, isCertain: false };
                }
            }
            else {
                if (seen.done)
                    return { kind: 'ended', progress: seen, isCertain: true };
                // no more progress: missing APIs may have been unpublished
                if (quietPolls > 0 && (atDeadline || clock.now() - relistedAt >= RELIST_MS)) {
                    relistedAt = clock.now();
                    for (const apiId of await noLongerPublished(options, seen))
                        gone.add(apiId);
                    const without = progressOf(published.filter(api => !gone.has(api.apiId)), entries, gone);
                    if (without.done) {
                        logProgress(without);
                        return { kind: 'ended', progress: without, isCertain: true };
                    }
                }
            }
        }
        catch (error) {
            if (!(error instanceof call_error/* CallError */.RA))
                throw error;
            if (deadline.isStopped())
                return { kind: 'stopped', progress };
            if (options.giveUpWhenDenied && (0,call_error/* isDenied */.GZ)(error))
                return { kind: 'denied', error };
            if (published?.length === 0 && (0,call_error/* isNotFound */.c4)(error) && (0,call_error/* isNotFound */.c4)(lastError)) {
                // no API is affected, and there is no task
                return { kind: 'ended', progress: progressOf([], []), isCertain: true };
            }
            log.info(`${error.message}; retrying until the wait ends (${(0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt)})`);
            lastError = error;
            if (error.fault === 'busy')
                delayMs = Math.min(polling/* MAX_POLL_DELAY_MS */.aO, delayMs * 2);
            requestedMs = (0,retry/* requestedDelay */.QQ)(error);
            // a kept-alive connection that was reset says nothing about the batch
            if (atDeadline && error.transport === 'reset' && !lastChance) {
                lastChance = true;
                continue;
            }
        }
        if (atDeadline)
            return { kind: 'timed-out', progress, lastError };
        await (0,polling/* sleepUntilNext */.jF)(Math.max(delayMs, requestedMs), deadline, () => {
            log.info(`waiting as long as the service requested (${(0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt)})`);
        });
        delayMs = Math.max(Math.min(delayMs * 1.3, 800), (0,polling/* longestPollDelay */.pz)(clock.now() - startedAt));
    }
}
/** Without an operation ID there is nothing to follow, which is fine if no API is affected. */
function withoutOperation({ affected }) {
    return affected?.length === 0
        ? { kind: 'ended', progress: progressOf([], []), isCertain: true }
        : { kind: 'timed-out', progress: undefined, lastError: undefined };
}
/** One poll, limited to shortly after the deadline. */
function poll({ reader, accepted: { operationId }, deadline }) {
    return reader.read(OPERATIONS.describeTask, operationId, {
        once: true,
        deadline: deadline.later(polling/* LAST_POLL_MS */.uY)
    });
}
/** The awaited APIs that are no longer published; none if they cannot be listed. */
async function noLongerPublished(options, { apis }) {
    const { reader, target, log, deadline } = options;
    try {
        const { backendId, stageName } = target;
        const listed = await reader.list(OPERATIONS.listPublishedApis, { backendId, stageName }, { once: true, deadline: deadline.later(polling/* LAST_POLL_MS */.uY) });
        const now = new Set(listed.map(api => api.apiId));
        const gone = apis.filter(({ apiId, state }) => state === 'moving' && apiId !== '' && !now.has(apiId));
        for (const { apiId, name } of gone) {
            log.info(`${name || apiId} is no longer published in ${target.stageName}; no longer waiting for it`);
        }
        return gone.map(({ apiId }) => apiId);
    }
    catch (error) {
        if (!(error instanceof call_error/* CallError */.RA))
            throw error;
        log.info(`${error.message}; waiting for every API`);
        return [];
    }
}
function sameRows(a, b) {
    return (a.total - a.unlisted.length === b.total - b.unlisted.length &&
        a.updated === b.updated &&
        a.failed === b.failed &&
        a.moving === b.moving);
}
/** Logs a line on each change, and at least once a minute. */
function createProgressLog(clock, log, startedAt) {
    let logged = '';
    let loggedAt = startedAt;
    return ({ total, updated, failed, moving }) => {
        const parts = [`${updated} of ${(0,runtime_text/* plural */.LS)(total, 'API')} updated`];
        if (failed > 0)
            parts.push(`${failed} failed`);
        if (moving > 0)
            parts.push(`${moving} in progress`);
        const line = parts.join(', ');
        if (line === logged && clock.now() - loggedAt < polling/* HEARTBEAT_MS */.m)
            return;
        logged = line;
        loggedAt = clock.now();
        log.info(`${line} (${(0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt)})`);
    };
}

;// CONCATENATED MODULE: ./targets/backend/backend.js













/** An ID that no operation has: requesting it shows whether the caller has the permission. */
const NO_OPERATION = '0'.repeat(32);
/** A backend's definition in one stage of API Gateway (Traditional). */
const BACKEND = {
    words: {
        affected: { one: 'published API', many: 'published APIs' },
        member: 'API',
        completion: 'batch',
        completed: 'the batch completed',
        input: 'backend-model-data',
        action: 'this action',
        group: 'Group',
        definition: 'definition',
        verb: 'is',
        type: 'type',
        accepted: 'accepted',
        following: 'Batch',
        hasOperations: true,
        affectsOnlyItself: false
    },
    product: model_endpoints/* API_GATEWAY */.QK,
    operations: {
        read: OPERATIONS.describeBackend,
        listAffected: [OPERATIONS.listPublishedApis],
        follow: OPERATIONS.describeTask
    },
    needsLive: false,
    callsPerSecond: undefined,
    completesByList: true,
    reportsCompletion: true,
    rereads: false,
    settlesWithinMs: 0,
    confirmsAfterMs: 0,
    async discover(reader, target, options) {
        const backend = await reader.read(OPERATIONS.describeBackend, target.backendId, options);
        return {
            title: backend.name,
            resolve(named) {
                const found = findModel(backend, named);
                const settled = checkAgainstLive(named, found);
                return resolve(named, settled, liveOf(backend, named.stageName, settled.backendType));
            }
        };
    },
    readingFor: ({ form }) => (form === 'patch' ? ['definition: patch'] : []),
    unset: ({ backendType, backendModelId }) => [
        ...(backendType === undefined ? ['backend-type'] : []),
        ...(backendModelId === undefined ? ['backend-model-id'] : [])
    ],
    resolveUnread: (target, denied) => resolve(target, withoutLive(target, denied), undefined),
    listAffected: (reader, { backendId, stageName }, options) => reader.list(OPERATIONS.listPublishedApis, { backendId, stageName }, options),
    async tryFollow(reader, options) {
        await reader.read(OPERATIONS.describeTask, NO_OPERATION, options);
    },
    async read(reader, { target: { backendId, stageName }, targetType }, options) {
        const backend = await reader.read(OPERATIONS.describeBackend, backendId, options);
        return liveOf(backend, stageName, targetType);
    },
    follow: followBatch,
    compare: diff/* compare */.UD,
    canonical: (_, desired) => (0,model_definition/* canonical */.$N)(desired),
    without: model_definition/* withoutKeysOf */.UQ,
    restore: (definition, description) => ({
        raw: definition,
        definition,
        canonical: (0,model_definition/* canonicalReading */.t9)(definition),
        description,
        title: '',
        neighbors: () => new Map()
    }),
    unreturned: { unseen: unseenKeys, split: splitUnreturned, fill: withUnreturned },
    inputsOf: ({ backendId, stageName }) => ({ 'backend-id': backendId, 'stage-name': stageName }),
    previousOutputs: ['previous-backend-model-data'],
    probeStage: ({ stageName }) => stageName
};
/** @returns `undefined` if the stage has no definition */
function liveOf(backend, stageName, backendType) {
    const model = backend.models.find(candidate => candidate.stageName === stageName);
    if (model === undefined)
        return undefined;
    const definition = (0,model_definition/* fromReadForm */.vi)(model.config, backendType);
    return {
        raw: model.config,
        definition,
        canonical: (0,model_definition/* canonicalReading */.t9)(definition),
        description: model.description,
        title: backend.name,
        neighbors: () => new Map(backend.models.flatMap(other => other === model
            ? []
            : [[other.stageName, (0,model_definition/* canonicalReading */.t9)((0,model_definition/* fromReadForm */.vi)(other.config, backendType))]]))
    };
}
function resolve(target, settled, live) {
    const { backendType } = settled;
    const { desired, data } = desiredOf(target, live, backendType);
    const sides = { definition: target.definition, desired, live: live?.definition };
    const { errors, warnings } = (0,shape/* checkShape */.eA)(sides, backendType);
    if (errors.length > 0) {
        throw new action_error/* ActionError */.lZ('InvalidDefinition', `${target.name}: the definition does not fit the live backend, which is of the type ${backendType}: ${errors.join('; ')}`, {
            cure: 'Correct the definition (in backend-model-data or the manifest) or backend-id. Nothing was sent for this target.'
        });
    }
    return {
        targetType: backendType,
        definitionId: settled.backendModelId,
        live,
        rungs: [{ desired, data, weight: 100 }],
        lane: (0,model_target/* backendKey */.Kf)(target),
        warnings: [...warnings, ...unseenWarnings(target, live, backendType)]
    };
}
/** Warns of keys that a patch removes: it is merged into what the service returns, and sent as the whole definition. */
function unseenWarnings(target, live, backendType) {
    if (target.form !== 'patch' || live === undefined)
        return [];
    const unseen = unseenAndOmitted(live.raw, target.definition, backendType);
    if (unseen.length === 0)
        return [];
    return [
        `the service does not return ${unseen.join(', ')}: if the live definition has ${unseen.length === 1 ? 'it' : 'them'}, definition: patch removes ${unseen.length === 1 ? 'it' : 'them'}. Set ${unseen.length === 1 ? 'it' : 'them'} in the patch, or send the whole definition with definition: full`
    ];
}
/** The whole definition of the target; a patch is merged into the live one. */
function desiredOf(target, live, backendType) {
    if (target.form === 'full' || live === undefined) {
        const definition = (0,model_definition/* withoutNulls */.Le)(target.definition);
        return { desired: definition, data: definition };
    }
    if ((0,redact/* holdsSecret */.hK)(live.definition)) {
        throw new action_error/* ActionError */.lZ('PatchOverSecret', `${target.name}: definition: patch cannot be used: its live definition holds a secret, which the service may return masked; a patch would replace the secret with the mask`, { cure: 'Send the whole definition with definition: full. Nothing was sent for this target.' });
    }
    if ((0,model_definition/* isUnused */.j0)(live.definition)) {
        throw new action_error/* ActionError */.lZ('PatchOverUnreturned', `${target.name}: definition: patch cannot be used: the service returned no key of the live definition, and the patch would replace it as a whole`, { cure: 'Send the whole definition with definition: full. Nothing was sent for this target.' });
    }
    if (returnsNone(live.definition, backendType) &&
        unreturnedKeys(target.definition, backendType).length === 0) {
        const { config = '' } = (0,backend_types/* rowOf */.OB)(backendType) ?? {};
        const meant = (0,closest/* closest */.kp)(config, Object.keys(target.definition).filter(key => (0,shape/* isName */.Eo)(key) && !Object.hasOwn(live.definition, key)));
        const hint = meant === undefined ? '' : `. The patch has ${meant}; did you mean ${config}?`;
        throw new action_error/* ActionError */.lZ('PatchOverUnreturned', `${target.name}: definition: patch cannot be used: the live definition may have keys of its function that the service never returns (${unreturnedNames(backendType)}), and a patch would remove them${hint}`, {
            cure: 'Set those that the definition has in the patch, or send the whole definition with definition: full. Nothing was sent for this target.'
        });
    }
    return (0,model_definition/* applyPatch */.X6)(live.definition, target.definition);
}
function findModel(backend, target) {
    const model = backend.models.find(({ stageName }) => stageName === target.stageName);
    if (model !== undefined)
        return { backend, model };
    const stages = backend.models.map(({ stageName }) => stageName).join(', ');
    throw new action_error/* ActionError */.lZ('NoDefinition', `the backend ${target.backendId} has no definition in the stage ${target.stageName}; stages with a definition: ${stages || 'none'}`, {
        cure: 'Check stage-name, or create the definition once with CreateBackendModel (or in the console); this action changes definitions that exist.'
    });
}
function checkAgainstLive(target, { backend, model }) {
    const problems = [];
    if (target.backendType !== undefined && backend.type !== '' && backend.type !== target.backendType) {
        problems.push(`backend-type is ${target.backendType}, but the backend is of the type ${backend.type}`);
    }
    if (target.backendModelId !== undefined && target.backendModelId !== model.backendModelId) {
        problems.push(`backend-model-id is ${target.backendModelId}, but the stage ${target.stageName} has ${model.backendModelId}`);
    }
    if (problems.length > 0) {
        throw new action_error/* ActionError */.lZ('Mismatch', `${target.name}: ${problems.join('; and ')}`, {
            cure: 'Check backend-id and stage-name, or remove the input that does not match to use the live value. Nothing was sent for this target.'
        });
    }
    const backendType = backend.type || target.backendType;
    if (backendType === undefined) {
        throw new action_error/* ActionError */.lZ('UnknownBackendType', `${target.name}: the service did not return the type of the backend`, {
            cure: 'Set backend-type.'
        });
    }
    return { backendType, backendModelId: model.backendModelId };
}
function withoutLive(target, cause) {
    const { backendType, backendModelId } = target;
    // the plan has already required these inputs
    if (backendType === undefined || backendModelId === undefined)
        throw cause;
    return { backendType, backendModelId };
}

;// CONCATENATED MODULE: ./targets/kinds.js

/** The loaded kinds: backends always, the others once a target requires them. */
const KINDS = { backend: BACKEND };
/** How each of the other kinds is loaded. */
const LOADERS = {
    service: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(779), __nccwpck_require__.e(910)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6910))).SERVICE,
    route: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(870), __nccwpck_require__.e(82)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6082))).ROUTE
};
/** Loads the kinds of the targets. Must be called before `kindOf`. */
async function loadKinds(targets) {
    for (const name of new Set(targets.map(({ kind }) => kind))) {
        const load = LOADERS[name];
        if (KINDS[name] === undefined && load !== undefined)
            KINDS[name] = await load();
    }
}
function kindOf({ kind }) {
    const found = KINDS[kind];
    if (found === undefined)
        throw new Error(`the kind ${kind} is not loaded`);
    return found;
}

;// CONCATENATED MODULE: ./rollout/words.js






// Phrases shared by the log, errors and reports, in the terms of the target's kind.
/** Counts what is affected: `3 published APIs`, `2 published APIs, 3 routes and operations, and 1 route`. */
function countAffected(affected) {
    // zero of one kind is not worth mentioning next to some of another
    const some = affected.filter(({ count }) => count > 0);
    const byWords = Map.groupBy(some.length === 0 ? affected : some, ({ target }) => kindOf(target).words.affected);
    const texts = [...byWords].map(([words, ofWords]) => {
        const count = ofWords.reduce((sum, each) => sum + each.count, 0);
        return `${count} ${count === 1 ? words.one : words.many}`;
    });
    return listOf(texts);
}
/** What the targets affect: `published APIs, and routes`. */
function affectedBy(targets) {
    return listOf([...new Set(targets.map(target => kindOf(target).words.affected.many))]);
}
/** A list whose items may contain `and` themselves. */
function listOf(texts) {
    const last = texts.at(-1) ?? '';
    if (texts.length < 2)
        return last;
    const isPlain = texts.length === 2 && !texts.some(text => text.includes(' and '));
    return `${texts.slice(0, -1).join(', ')}${isPlain ? '' : ','} and ${last}`;
}
/** The remaining weights of a ladder: `Steps of 10, 50 and 100 percent`. */
function stepsOf({ rungs }) {
    const weights = rungs.map(({ weight }) => String(weight));
    return `${weights.length === 1 ? 'One step' : 'Steps'} of ${(0,runtime_text/* joinWithAnd */.Ol)(weights)} percent`;
}
/** What happens to an accepted write that is no longer followed; a clause. */
function unfollowedText(target) {
    const { reportsCompletion, words } = kindOf(target);
    if (!reportsCompletion)
        return 'the service does not report when it takes effect';
    return words.affectsOnlyItself
        ? `the gateway continues the ${words.completion}`
        : `the gateway continues to update the ${words.member}s`;
}
/** What `switched` means if the product does not report when a write takes effect; completes `switched means \u2026`. */
function meaningOf(checks) {
    return checks.length === 0
        ? 'only that the read-back matched, because no probe ran'
        : 'that the read-back matched and the checks passed';
}
/** The IDs of an accepted modification, for a message. The service may return no operation ID, or have no operations. */
function idsText({ requestId, operationId }, target) {
    return `request ${requestId}${operationText(operationId, target)}`;
}
/** `, operation 7f0c\u2026`; empty if the product has no operations. */
function operationText(operationId, target) {
    return kindOf(target).words.hasOperations ? `, operation ${operationId || words_NO_OPERATION}` : '';
}
const words_NO_OPERATION = 'not returned';
/** The live and the desired definition in readable form; `undefined` if a list of keys is clearer. */
function describeDefinitions({ target, live, desired, names = {}, difference }) {
    const { describe } = kindOf(target);
    if (describe === undefined || live === undefined || difference === undefined)
        return undefined;
    const isSame = difference.changes.length + difference.omitted.length === 0;
    const before = describe(live.definition, names, isSame ? {} : desired);
    const after = describe(desired, names, live.definition);
    return before === undefined || after === undefined ? undefined : { before, after, isSame };
}
/** A message, followed by another sentence. */
function withSentence(message, sentence) {
    return `${(0,runtime_text/* withoutPeriod */.Kx)(message)}. ${sentence}`;
}
/** A message about a failed check, and its likely cause, which is the end of the text. */
function withLikelyCause(message, likelyCause) {
    return likelyCause === undefined ? message : `${message}. Likely cause: ${likelyCause}`;
}
/** A message about a target without its name, for a place that already shows the name. */
function withoutName(message, { name }) {
    const prefix = `${name}: `;
    return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
/**
 * The previous, the desired and the live definition, redacted, on one line.
 * @param sent whether the desired one was sent, or perhaps sent
 */
function describeDifference({ live, data }, now, sent = true) {
    const show = (definition) => definition === undefined ? 'none' : JSON.stringify((0,redact/* redact */.E$)(definition));
    const others = (0,kind/* changedOtherFields */.G$)(live, now);
    const rest = [
        ...(now?.notInEffect === undefined || now.notInEffect === live?.notInEffect ? [] : [now.notInEffect]),
        ...(others.length === 0 ? [] : [`other fields changed: ${others.join(', ')}`])
    ];
    return (0,runtime_text/* oneLine */.TN)(`the previous definition was ${show(live?.definition)}, ${sent ? 'this step sent' : 'the desired one is'} ${show(data)}, and the live definition is ${show(now?.definition)}${rest.map(text => `; ${text}`).join('')}`);
}
/** What the consoles accept as a name, and little more: no text that could pass for a part of a message, or hold a secret. */
const USABLE_ASCII = /^[A-Za-z0-9_](?:[A-Za-z0-9 _.()/-]{0,98}[A-Za-z0-9_.)-])?$/;
/** The same for names in any language. Building it takes about 8 ms, so it is not tried if the other one matches. */
const USABLE = (0,lazy_pattern/* lazyPattern */.x)(String.raw `^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.()/-]{0,98}[\p{L}\p{M}\p{N}_.)-])?$`, 'u');
/** Names a target by its title in the console; by its IDs, as before, if that is no usable name. */
function withTitle(target, title) {
    if (!USABLE_ASCII.test(title) && !USABLE().test(title))
        return target;
    const name = target.kind === 'backend' ? `${title}/${target.stageName}` : title;
    return { ...target, key: (0,model_target/* keyOf */.TN)(target), name };
}

;// CONCATENATED MODULE: ./rollout/outcome.js



/** An outcome of which only some fields are known. */
function outcomeOf(target, known) {
    return {
        target,
        plan: undefined,
        hasChanges: undefined,
        accepted: undefined,
        progress: undefined,
        checks: [],
        rollback: undefined,
        phases: [],
        error: undefined,
        durationMs: 0,
        ...known
    };
}
/** A target's name and ID. */
function labelOf(target) {
    const { noun, id } = (0,model_target/* idOf */.TH)(target);
    return `${target.name} (${noun} ${id})`;
}
/** Names the target in an error: its name, and its ID once. */
function errorOf(target, error) {
    const { name } = target;
    const { id } = (0,model_target/* idOf */.TH)(target);
    const { brief, message, hint = '', cause } = error;
    const labeled = labelOf(target);
    if (message.startsWith(`${labeled}: `))
        return error;
    const text = withoutName(message, target);
    const label = [name, text, hint].some(each => each.includes(id)) ? name : labeled;
    const named = `${label}: ${text}`;
    return named === message ? error : error.with({ message: named, brief, cause: cause ?? error });
}
/** Every `result`, the worst first; `not-started` and `valid` are not failures. */
const RESULTS = [
    'rollback-failed',
    'unknown',
    'partial',
    'cancelled',
    'failed',
    'drifted',
    'rolled-back',
    'submitted',
    'switched',
    'unchanged',
    'planned',
    'exported',
    'valid',
    'not-started'
];
/** Sorts the worst result first. */
function byBadness(one, other) {
    return RESULTS.indexOf(one.result) - RESULTS.indexOf(other.result);
}
/** The number of outcomes per result, the worst first. */
function countResults(outcomes) {
    return RESULTS.map(result => ({
        result,
        count: outcomes.filter(outcome => outcome.result === result).length
    })).filter(({ count }) => count > 0);
}
const GREEN = new Set([
    'submitted',
    'switched',
    'unchanged',
    'planned',
    'exported',
    'valid'
]);
/** The error of a target for which nothing was sent, because a signal stopped the step. */
function stoppedBeforeSending({ name }) {
    return new action_error/* ActionError */.lZ('Cancelled', `${name}: stopped by a signal before anything was sent`);
}
/** Whether the step succeeds with this result. */
function isGreen(result) {
    return GREEN.has(result);
}
/**
 * The result of a run: the worst result of its targets. If a target was changed and not rolled back, or was changed before others were
 * not started, a failure left the set half done: `partial`. Without a target, nothing was sent: `failed`.
 */
function resultOf(outcomes) {
    const worst = RESULTS.find(result => outcomes.some(outcome => outcome.result === result)) ?? 'failed';
    if (worst !== 'failed')
        return worst;
    const isHalfDone = outcomes.some(({ changed, result }) => changed !== false &&
        result !== 'not-started' &&
        // rolled back as far as can be verified
        !(result === 'rolled-back' && changed === undefined));
    return isHalfDone ? 'partial' : 'failed';
}
/** Whether any target was changed; `undefined` if that is true of none and not known of some. */
function changedOf(outcomes) {
    if (outcomes.some(({ changed }) => changed === true))
        return true;
    return outcomes.every(({ changed }) => changed === false) ? false : undefined;
}
/** The targets that failed, the worst first. Of equal results, the cause before the targets that were rolled back because of it. */
function failuresOf(outcomes) {
    const isConsequence = ({ error }) => (error.code === 'SetRolledBack' ? 1 : 0);
    return outcomes
        .filter((outcome) => outcome.error !== undefined)
        .toSorted((one, other) => byBadness(one, other) || isConsequence(one) - isConsequence(other));
}

// EXTERNAL MODULE: ./cloud/ram-policies.js
var ram_policies = __nccwpck_require__(4869);
// EXTERNAL MODULE: ./model/fingerprint.js
var model_fingerprint = __nccwpck_require__(2566);
;// CONCATENATED MODULE: ./rollout/plan.js









/** A warning as text. */
function warningText({ text, policy }) {
    return policy === undefined ? text : `${text} ${policy}`;
}
/** Whether a batch has certainly completed: without the list of APIs, its task may still grow. */
function isBatchOver({ target, affected }, progress) {
    const { completesByList, reportsCompletion } = kindOf(target);
    const isKnown = completesByList ? affected !== undefined : reportsCompletion;
    return isKnown && progress?.done === true;
}
/** The number of APIs that a plan affects, as far as it is known. */
function affectedApis({ affected, affectedAtLeast }) {
    return affected?.length ?? affectedAtLeast ?? 0;
}
/**
 * Reads the live definition and compares it with the desired one. Independent reads run in parallel. A denied read leaves its part of
 * the plan open, unless it is required; any other failure fails the plan.
 */
async function planTarget(reader, unread, options) {
    const { clock } = options;
    const kind = kindOf(unread);
    const needs = needsOf(kind, unread, options.needs);
    const startedAt = clock.now();
    const read = await readAll(reader, kind, unread, needs, options);
    const { discovered, affected } = read;
    const target = 'value' in discovered ? (options.rename?.(discovered.value.title) ?? unread) : unread;
    requireReads(kind, target, needs, read);
    const resolved = 'denied' in discovered ? kind.resolveUnread(target, discovered.denied) : discovered.value.resolve(target);
    const { targetType, definitionId, live, rungs, lane } = resolved;
    const { desired, data } = rungs.at(-1) ?? rungs[0];
    const unchecked = uncheckedWarnings(target, kind, discovered, affected);
    return {
        target,
        targetType,
        definitionId,
        live,
        readAt: reader.requestedAt?.() ?? startedAt,
        affected: 'value' in affected ? affected.value : undefined,
        ...('incomplete' in affected && kind.completesByList
            ? { affectedAtLeast: affected.incomplete.atLeast }
            : {}),
        desired,
        data,
        rungs,
        lane,
        ...(resolved.names === undefined ? {} : { names: resolved.names }),
        writeId: randomHex(clock),
        difference: live && differenceFrom(live, desired, target),
        fingerprint: live &&
            (0,model_fingerprint/* fingerprintOf */.ax)({
                identity: (0,model_target/* identityOf */.cu)(target),
                live,
                desired: { definition: desired, canonical: kind.canonical(target, desired) }
            }),
        warnings: [
            ...(kind.completesByList ? unchecked : []),
            ...resolved.warnings.map(warning => ({ text: `${target.name}: ${warning}` }))
        ],
        notices: kind.completesByList ? [] : unchecked.map(warningText),
        remarks: (resolved.remarks ?? []).map(remark => `${target.name}: ${remark}`)
    };
}
function needsOf(kind, target, { live = [], apis = [], count = [], wholeList = [], follow = [] }) {
    return {
        live: [
            ...live,
            ...kind.readingFor(target),
            ...kind.unset(target).map(input => `the default of ${input}`),
            ...(kind.needsLive ? [`a switch of a ${(0,model_target/* idOf */.TH)(target).noun}`] : [])
        ],
        // if completion does not depend on the list, only counting requires it
        apis: kind.completesByList ? [...apis, ...wholeList] : count,
        wholeList: kind.completesByList ? wholeList : count,
        follow
    };
}
async function readAll(reader, kind, target, needs, { clock, signal }) {
    // once one of them fails, the others are no longer needed
    const over = new AbortController();
    const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
    const reading = { deadline: (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, stop) };
    const [discovered, affected, follow] = await Promise.all([
        unlessDenied(kind.discover(reader, target, reading)),
        unlessIncomplete(unlessDenied(kind.listAffected(reader, target, reading))),
        needs.follow.length === 0 ? undefined : deniedOnly(kind.tryFollow(reader, reading))
    ]).catch((error) => {
        over.abort();
        throw error;
    });
    return { discovered, affected, follow };
}
/** @throws ActionError if a required read was denied or incomplete */
function requireReads(kind, target, needs, { discovered, affected, follow }) {
    const missing = [
        { asks: needs.live, denials: 'denied' in discovered ? discovered.denials : [] },
        { asks: needs.apis, denials: 'denied' in affected ? affected.denials : [] },
        { asks: needs.follow, denials: follow === undefined ? [] : [follow] }
    ].flatMap(({ asks, denials }) => (asks.length === 0 ? [] : denials.map(denied => ({ asks, denied }))));
    if (missing.length > 0) {
        const hasNoAlternative = kind.needsLive && 'denied' in discovered;
        throw missingPermissions(target, missing, 'denied' in discovered ? kind.unset(target) : [], hasNoAlternative);
    }
    if (needs.wholeList.length > 0 && 'incomplete' in affected) {
        const { code, message, advice, requestId } = affected.incomplete;
        throw new action_error/* ActionError */.lZ(code, `${target.name}: ${needs.wholeList.join(' and ')} ${needs.wholeList.length === 1 ? 'requires' : 'require'} the complete list of ${kind.words.affected.many}, which is incomplete: ${message}`, { ...advice, requestId, cause: affected.incomplete });
    }
}
/** One error for all denials, so that the policy is corrected once. */
function missingPermissions(target, missing, unset, hasNoAlternative) {
    const asks = [...new Set(missing.flatMap(each => each.asks))];
    const [first] = missing.map(({ denied }) => denied);
    const denials = missing.map(({ denied: { message, requestId } }) => missing.length === 1 || requestId === undefined ? message : `${message} (request ${requestId})`);
    // without its mode, a plan would write
    const note = hasNoAlternative || asks.includes('mode: plan') ? undefined : alternativeTo(asks, unset);
    return new action_error/* ActionError */.lZ(first?.code ?? 'NoPermission', `${target.name}: ${(0,runtime_text/* joinWithAnd */.Ol)(asks)} ${asks.length === 1 ? 'requires' : 'require'} permissions that these credentials do not have: ${denials.join('; ')}`, {
        policy: (0,ram_policies/* policyFor */.KV)(missing.map(({ denied }) => denied.operation), note),
        // with several denials, each names its own request
        requestId: missing.length === 1 ? first?.requestId : undefined,
        cause: first
    });
}
/** How to avoid requiring the permissions. */
function alternativeTo(asks, unset) {
    const removable = asks.filter(ask => !unset.some(input => ask.endsWith(` ${input}`)));
    const ways = [
        ...(unset.length === 0 ? [] : [`set ${(0,runtime_text/* joinWithAnd */.Ol)(unset)}`]),
        ...(removable.length === 0 ? [] : [`remove ${(0,runtime_text/* joinWithAnd */.Ol)(removable)}`])
    ];
    return `Or ${ways.join(', and ')}.`;
}
/** What could not be read, and the policy statement that would allow it. */
function uncheckedWarnings(target, { operations, words, completesByList }, discovered, affected) {
    const gaps = [
        ...('denied' in discovered
            ? [{ operations: [operations.read], what: 'the live definition could not be read or compared' }]
            : []),
        ...('denied' in affected
            ? [
                {
                    operations: operations.listAffected,
                    what: completesByList
                        ? `the affected ${words.affected.many} could not be listed`
                        : `the ${words.affected.many} that use it could not be listed`
                }
            ]
            : [])
    ];
    return [
        ...(gaps.length === 0
            ? []
            : [
                {
                    text: `${target.name}: ${gaps.map(gap => gap.what).join(', and ')}. ${ram_policies/* TO_ALLOW */.UE}`,
                    policy: (0,ram_policies/* ramStatement */.u2)(gaps.flatMap(gap => gap.operations))
                }
            ]),
        ...('incomplete' in affected
            ? [
                {
                    text: `${target.name}: the list of ${words.affected.many} was incomplete in two reads: ${affected.incomplete.message}. ${completesByList ? 'Whether every API is updated' : 'How many are affected'} cannot be verified`
                }
            ]
            : [])
    ];
}
async function unlessIncomplete(read) {
    try {
        return await read;
    }
    catch (error) {
        if (error instanceof call_error/* IncompleteListError */.hm)
            return { incomplete: error };
        throw error;
    }
}
async function unlessDenied(read) {
    try {
        return { value: await read };
    }
    catch (error) {
        if (error instanceof kind/* DeniedReads */.BN)
            return { denied: error.first, denials: error.denials };
        if ((0,call_error/* isDenied */.GZ)(error))
            return { denied: error, denials: [error] };
        throw error;
    }
}
/** The denial of a request about a nonexistent operation. Any other refusal by the API proves the permission. */
async function deniedOnly(read) {
    try {
        await read;
        return undefined;
    }
    catch (error) {
        if ((0,call_error/* isDenied */.GZ)(error))
            return error;
        if (error instanceof call_error/* CallError */.RA && (error.fault === 'client' || error.fault === 'server'))
            return undefined;
        throw error;
    }
}
/** The path under which a changed description is shown; not a key of any definition. */
const DESCRIPTION_PATH = '(description)';
/** What a switch changes. A different description is a change only if the author set one. */
function differenceFrom(live, desired, target) {
    const { description } = target;
    const difference = kindOf(target).compare(desired, live);
    if (description?.setByAuthor !== true || description.text === live.description)
        return difference;
    const change = {
        path: DESCRIPTION_PATH,
        before: live.description,
        after: description.text,
        secret: false
    };
    return { ...difference, changes: [...difference.changes, change] };
}
function randomHex(clock) {
    return Math.floor(clock.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
}
/** The write ID at the end of this plan's description; `undefined` if the description has none. */
function writeIdOf({ target, writeId }) {
    const { description } = target;
    return description === undefined || description.setByAuthor || writeId === undefined
        ? undefined
        : ` ${writeId}`;
}

;// CONCATENATED MODULE: ./report/headline.js










const SIGNS = {
    'rollback-failed': '\u274c',
    unknown: '\u2753',
    partial: '\u26a0\ufe0f',
    cancelled: '\u23f9\ufe0f',
    failed: '\u274c',
    drifted: '\u26a0\ufe0f',
    'rolled-back': '\u21a9\ufe0f',
    submitted: '\u23f3',
    switched: '\u2705',
    unchanged: '\u2705',
    planned: '\ud83d\udccb',
    exported: '\ud83d\udce4',
    valid: '\u2705',
    'not-started': '\u23f8\ufe0f'
};
/** The result's word of the contract, as words. */
function headline_wordsOf(result) {
    return result.replaceAll('-', ' ');
}
/** `Rolled back`. */
function titleWordsOf(result) {
    return capital(headline_wordsOf(result));
}
function capital(words) {
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
/** Starts with a capital letter, unless the first word is the name of an input, a key or an operation. */
function sentenceCase(message) {
    return /^[a-z]+[ ,]/.test(message) ? capital(message) : message;
}
/** `\u2705 Switched`. */
function verdictOf(result) {
    return new Markdown(`${SIGNS[result]} ${titleWordsOf(result)}`);
}
/** A target's name, redacted. */
function headline_nameOf({ name }) {
    return (0,redact/* redactText */.Rd)(name);
}
/**
 * The result of a target in a few sentences.
 * @param of a page of this target alone, or its part of a page that says once that nothing was sent
 */
function sentenceOf(outcome, of = 'page') {
    const isTimed = outcome.durationMs > 0 && outcome.result !== 'not-started';
    const duration = isTimed ? `Duration: ${(0,runtime_clock/* formatDuration */.a3)(outcome.durationMs)}.` : '';
    return outcome.result === 'planned' || outcome.result === 'drifted'
        ? sentences(planSentence(outcome), of === 'page' ? 'Nothing was sent.' : NOTHING)
        : sentences(resultSentence(outcome), unknownChange(outcome), checksPassed(outcome), duration);
}
function resultSentence(outcome) {
    const { target, result, accepted, changed, error, progress } = outcome;
    const { words } = kindOf(target);
    switch (result) {
        case 'exported':
            return 'The live definitions were written to a manifest. Nothing was sent.';
        case 'valid':
            return 'The inputs are valid. The cloud was not called.';
        case 'not-started':
            return 'This target was not started. Nothing was sent.';
        case 'planned':
        case 'drifted':
            return '';
        case 'unchanged':
            return `The live ${words.definition} ${words.verb} already as desired. Nothing was sent.`;
        case 'switched':
            return switchedSentence(outcome);
        case 'submitted':
            return submittedSentence(target);
        case 'failed':
            return accepted === undefined
                ? 'Nothing was changed.'
                : `The new ${words.definition} did not take effect. The previous ${words.definition} ${words.verb} restored.`;
        case 'partial':
            return partialSentence(outcome);
        case 'unknown':
            if (error?.code === 'NotProbed') {
                return `The step was stopped before all checks of the new ${words.definition} had passed.`;
            }
            if (accepted !== undefined) {
                const isSlow = error?.code === 'WaitTimeout' && progress !== undefined;
                const what = isSlow ? 'did not complete in time' : 'its result could not be determined';
                return `The update was accepted, but ${what}.`;
            }
            if (error?.code === 'NotArrived') {
                return `No response to the update was received, and the previous ${words.definition} ${words.verb} still live.`;
            }
            // a reading may have shown what no response did
            return changed === true && error?.code !== 'Conflict'
                ? 'The update arrived, but its result could not be determined.'
                : 'The update may have been sent: no response confirmed it.';
        case 'cancelled':
            return cancelledSentence(outcome);
        case 'rolled-back': {
            // what the service does not return, nobody can verify
            const restored = `the previous ${words.definition} ${words.verb} restored and verified${changed === undefined ? ', as far as the service returns it' : ''}.`;
            if (error?.code === 'SetRolledBack') {
                return `Switched, then rolled back because another target failed: ${restored}`;
            }
            const cause = error?.code === 'Cancelled' ? 'The step was stopped' : `The switch failed${weightFailed(outcome)}`;
            return `${cause}. Rolled back: ${restored}`;
        }
        case 'rollback-failed': {
            if (error?.code === 'FieldsReset') {
                return `The update changed other fields, and they could not be restored. Check the live ${words.definition} before you switch anything else.`;
            }
            // it may have been switched, and rolled back for another target
            const weight = weightFailed(outcome);
            const failure = weight === '' ? 'The rollback failed' : `The switch failed${weight}, and the rollback failed`;
            return `${failure}${liveAfterRollback(outcome)}.`;
        }
    }
}
/** Whose definition is live although the rollback failed, if that is known. */
function liveAfterRollback({ target, changed, error }) {
    const { definition, verb } = kindOf(target).words;
    if (changed === undefined)
        return '';
    if (error?.code === 'Conflict')
        return `: someone else changed the live ${definition}`;
    return changed
        ? `: the live ${definition} ${verb} not the previous ${definition === 'addresses' ? 'ones' : 'one'}`
        : `, although the previous ${definition} ${verb} live again`;
}
/** Empty if the result itself implies it. */
function unknownChange({ target, changed, result }) {
    if (changed !== undefined || result === 'rolled-back')
        return '';
    const { definition, verb } = kindOf(target).words;
    return `Whether the ${definition} ${verb === 'are' ? 'were' : 'was'} changed is not known.`;
}
function submittedSentence(target) {
    const { words, reportsCompletion } = kindOf(target);
    if (!reportsCompletion)
        return `The update was accepted but not verified: ${unfollowedText(target)}.`;
    return words.affectsOnlyItself
        ? `The ${words.definition} was saved. Its ${words.completion} was not followed, so whether the ${words.member} is deployed is not known.`
        : `The update was accepted. It was not followed to completion, so whether every ${words.member} was updated is not known.`;
}
function partialSentence({ target, progress, checks, error }) {
    const { words } = kindOf(target);
    if (error?.code === 'SavedNotDeployed') {
        return `The new ${words.definition} was saved but could not be deployed, and the previous one could not be restored. The gateway most likely still serves the previous one.`;
    }
    const were = words.verb === 'are' ? 'were' : 'was';
    const failure = progress !== undefined && progress.failed > 0
        ? words.affectsOnlyItself
            ? `the ${words.completion} failed`
            : `${progress.failed} of ${(0,runtime_text/* plural */.LS)(progress.total, words.member)} failed to update`
        : (checksFailed(checks) ??
            (error?.code === 'Conflict'
                ? `someone else changed the live ${words.definition} afterwards`
                : `the live ${words.definition} ${were} not read back as desired`));
    return `The new ${words.definition} ${were} sent, but ${failure}. ${words.verb === 'are' ? 'They were' : 'It was'} not rolled back.`;
}
function cancelledSentence({ target, plan, accepted, changed, progress, rollback, rungs }) {
    const { words } = kindOf(target);
    if (accepted === undefined) {
        return changed === false
            ? 'The step was stopped before anything was sent.'
            : 'The step was stopped while the update was being sent. It may have arrived.';
    }
    if (changed === false && rollback !== undefined) {
        return `The step was stopped before the new ${words.definition} was deployed. The previous ${words.definition} ${words.verb} restored.`;
    }
    const reached = rungs?.findLast(({ result }) => result === 'switched');
    if (reached !== undefined) {
        return `The step was stopped before the last weight was verified: ${reached.weight} percent was verified. The post step rolls back.`;
    }
    const isOver = plan !== undefined && isBatchOver(plan, progress);
    const batch = isOver ? `The ${words.completion} had completed` : capital(unfollowedText(target));
    return `The step was stopped after the update had been accepted. ${batch}.`;
}
/** The weight at which a ladder failed: ` at 50 percent`; empty if there was none. */
function weightFailed({ rungs = [] }) {
    const failed = rungs.find(({ result }) => result !== 'switched');
    return failed === undefined ? '' : ` at ${failed.weight} percent`;
}
/** What was updated; if the service does not report that, what uses the target, and that it is not known. */
function switchedSentence({ target, plan, progress, checks, rungs = [] }) {
    const { words, reportsCompletion } = kindOf(target);
    // the journal of a killed step does not have the progress, but the APIs
    const total = progress?.total ?? plan?.affected?.length ?? 0;
    const verified = `the live ${words.definition} ${words.verb === 'are' ? 'were' : 'was'} read back as desired`;
    if (!reportsCompletion) {
        const count = plan?.affected === undefined ? 'an unknown number of' : String(total);
        const using = `Used by ${count} ${count === '1' ? words.affected.one : words.affected.many}.`;
        return `${capital(verified)}. ${using} ${words.unreported ?? ''}: switched means ${meaningOf(checks)}.`;
    }
    if (words.affectsOnlyItself) {
        const deployed = rungs.length > 1 ? `was deployed in ${rungs.length} steps` : 'is deployed';
        return `The ${words.member} ${deployed}, and ${verified}.`;
    }
    return total === 0
        ? `${capital(verified)}. No ${words.affected.one} was affected.`
        : `${countAffected([{ count: total, target }])} updated, and ${verified}.`;
}
/** What people call a check. */
const CHECK_NOUNS = {
    preflight: 'preflight check',
    probe: 'probe',
    bake: 'bake check'
};
/** `1 preflight check`, `2 probes`. */
function countOfChecks(count, name) {
    return (0,runtime_text/* plural */.LS)(count, CHECK_NOUNS[name]);
}
/** `Both probes passed.`, and so on for each kind of check; nothing if one failed. */
function checksPassed({ checks }) {
    if (!checks.every(({ passed }) => passed))
        return '';
    const byName = Map.groupBy(checks, ({ name }) => name);
    return [...byName].map(([name, { length }]) => `${headline_all(length, CHECK_NOUNS[name])} passed.`).join(' ');
}
/** What failed, as in `1 of 2 probes failed`. */
function checksFailed(checks) {
    const name = checks.find(({ passed }) => !passed)?.name;
    if (name === undefined)
        return undefined;
    const ofName = checks.filter(check => check.name === name);
    const failed = ofName.filter(({ passed }) => !passed).length;
    return ofName.length === 1
        ? `the ${CHECK_NOUNS[name]} failed`
        : `${failed} of ${countOfChecks(ofName.length, name)} failed`;
}
/** `The probe`, `Both probes`, `All 3 probes`. */
function headline_all(count, noun) {
    if (count === 1)
        return `The ${noun}`;
    return `${count === 2 ? 'Both' : `All ${count}`} ${noun}s`;
}
function planSentence({ target, plan, hasChanges, result }) {
    const { words } = kindOf(target);
    if (result === 'drifted' && plan?.difference !== undefined) {
        const { changes, omitted } = plan.difference;
        const notInEffect = plan.live?.notInEffect;
        if (changes.length + omitted.length === 0 && notInEffect !== undefined) {
            return markup `The desired ${words.definition} ${words.verb} saved but not in effect: ${prose(notInEffect)}.`;
        }
        const differs = words.verb === 'are' ? 'differ' : 'differs';
        return words.definition === 'definition'
            ? markup `The live definition differs from the desired definition in **${(0,runtime_text/* plural */.LS)(changes.length + omitted.length, 'key')}**.`
            : markup `The live ${words.definition} ${differs} from the desired ${words.definition}.`;
    }
    if (hasChanges === false) {
        return markup `**No changes**: the live ${words.definition} ${words.verb} already as desired.`;
    }
    const { difference } = plan ?? {};
    const affecting = markup `affect **${affectedText(target, plan)}**`;
    if (difference === undefined) {
        return markup `An apply would send the ${words.definition} and ${affecting}. What it would change is not known, because the live ${words.definition} cannot be read.`;
    }
    if (words.affectsOnlyItself)
        return routeSentence(plan, words.definition);
    const { changes, omitted } = difference;
    const hasKeys = words.definition === 'definition';
    const removed = hasKeys ? (0,diff/* removalsIn */.vM)(changes).length : 0;
    const changing = hasKeys
        ? markup `change **${(0,runtime_text/* plural */.LS)(changes.length - removed, 'key')}**`
        : markup `change the **${words.definition}**`;
    const actions = [
        ...(changes.length === removed ? [] : [changing]),
        ...(removed === 0 ? [] : [markup `remove **${(0,runtime_text/* plural */.LS)(removed, 'key')}**`]),
        ...(omitted.length === 0
            ? []
            : [markup `remove **${(0,runtime_text/* plural */.LS)(omitted.length, 'key')}** that the definition omits`]),
        ...(changes.length + omitted.length === 0
            ? [markup `send the ${words.definition} again, although nothing differs`]
            : []),
        affecting
    ];
    const before = actions.slice(0, -1);
    return markup `An apply would ${commas(before)}${before.length > 1 ? ',' : NOTHING} and ${affecting}.`;
}
/** Of a target that affects nothing but itself. */
function routeSentence(plan, definition) {
    if (plan?.live?.notInEffect !== undefined) {
        return markup `An apply would deploy the desired ${definition}, which is already saved: ${prose(plan.live.notInEffect)}.`;
    }
    const isSame = plan?.difference !== undefined && plan.difference.changes.length === 0;
    if (plan === undefined || isSame)
        return markup `An apply would send the ${definition} again, although nothing differs.`;
    return (0,model_target/* isLadder */.lq)(plan.target)
        ? markup `An apply would change the **${definition}** in **${stepsOf(plan).toLowerCase()}**, each verified before the next.`
        : markup `An apply would change the **${definition}** in one step.`;
}
function affectedText(target, plan) {
    const { affected: noun } = kindOf(target).words;
    const count = plan?.affected?.length;
    if (count === undefined)
        return `an unknown number of ${noun.many}`;
    return count === 0 ? `no ${noun.one}` : countAffected([{ count, target }]);
}
/** How many targets have which result, and what an apply would do: `1 failed, 3 switched.` */
function tallyOf(outcomes) {
    const planned = outcomes.filter(({ result }) => result === 'planned' || result === 'drifted');
    // an apply would fail where a plan did, and with on-failure: stop send nothing
    const isWhole = planned.length > 0 && planned.length === outcomes.length;
    const isPlan = outcomes.every(({ result }) => result === 'planned');
    if (outcomes.every(({ result }) => result === 'valid')) {
        return 'The inputs are valid. The cloud was not called.';
    }
    return [
        ...(isPlan ? [] : [`${capital(resultCounts(outcomes))}.`]),
        ...(isWhole ? [applySentence(planned)] : []),
        ...(outcomes.some(wasSent) ? [] : ['Nothing was sent.'])
    ].join(' ');
}
/** `1 failed, 3 switched`. */
function resultCounts(outcomes) {
    return countResults(outcomes)
        .map(({ result, count }) => `${count} ${headline_wordsOf(result)}`)
        .join(', ');
}
function applySentence(planned) {
    const sending = planned.filter(({ hasChanges }) => hasChanges !== false);
    if (sending.length === 0)
        return 'No changes: an apply would send nothing.';
    const affected = sending.flatMap(({ plan, target }) => plan?.affected === undefined ? [] : [{ count: plan.affected.length, target }]);
    const affecting = affected.length === sending.length
        ? countAffected(affected)
        : `an unknown number of ${affectedBy(sending.map(({ target }) => target))}`;
    const count = sending.length === planned.length ? '' : `${sending.length} of `;
    return `An apply would update ${count}${(0,runtime_text/* plural */.LS)(planned.length, 'target')} and affect ${affecting}.`;
}
/** Whether anything was sent, or perhaps sent, for the target. */
function wasSent({ accepted, changed, rollback }) {
    return accepted !== undefined || rollback !== undefined || changed !== false;
}
/** Whether what was sent may be in effect, so that a rollback makes sense. */
function mayBeInEffect(outcome) {
    const { changed, result, rollback } = outcome;
    // restored before it took effect
    if (result === 'cancelled' && changed === false && rollback !== undefined)
        return false;
    return result !== 'failed' && wasSent(outcome);
}
/** What it is, its ID, its type, region and account. What the name says is not repeated. */
function placeOf({ target, plan }, accountId) {
    const type = plan?.targetType ?? (target.kind === 'backend' ? target.backendType : undefined);
    const { noun, id } = (0,model_target/* idOf */.TH)(target);
    const { words } = kindOf(target);
    const title = (0,redact/* redactText */.Rd)(plan?.live?.title ?? '');
    const name = headline_nameOf(target);
    const isInName = title === '' || name === title || name.startsWith(`${title}/`);
    const own = isInName ? shownName(id) : markup `${shownName(title)} (${shownName(id)})`;
    const api = target.kind === 'route' ? markup ` of API ${shownName(target.httpApiId)}` : NOTHING;
    const parts = [
        ...(name.includes(id) ? [] : [markup `${noun} ${own}${api}`]),
        // the scene of a route is shown with its backend
        ...(type === undefined || type === '' || words.affectsOnlyItself
            ? []
            : [markup `${words.type} ${shownName(type)}`]),
        ...(target.regionId === undefined ? [] : [markup `region ${shownName(target.regionId)}`]),
        ...(accountId === undefined ? [] : [markup `account ${shownName(accountId)}`])
    ];
    const { source } = commas(parts);
    return new Markdown(capital(source));
}

;// CONCATENATED MODULE: ./report/progress-sections.js







// What a target affects: published APIs, or routes and operations.
const LONGEST_RESPONSE = 200;
const MAX_GROUPS = 12;
/** How many APIs an apply would affect, by group. */
function groupsSection({ target, plan, result, hasChanges, error }) {
    const affected = plan?.affected ?? [];
    const isAsked = result === 'planned' || error?.code === 'TooManyApis';
    if (!isAsked || hasChanges === false || affected.length === 0)
        return NOTHING;
    if (kindOf(target).words.affectsOnlyItself)
        return NOTHING;
    const groups = byGroup(affected);
    const counts = groups
        .slice(0, MAX_GROUPS)
        .map(([group, members]) => markup `${shownName(group)} ${members.length}`);
    const more = groups.length > counts.length
        ? markup ` and ${(0,runtime_text/* plural */.LS)(groups.length - counts.length, 'more group')}`
        : NOTHING;
    const { completesByList, words } = kindOf(target);
    const heading = completesByList ? 'APIs by group' : `${words.affected.many} by ${words.group}`;
    return markup `Affected ${heading}: ${commas(counts)}${more}`;
}
/** The APIs that failed, in the open. */
function failedApisSection({ target, progress }, budget, cuts, heading) {
    // for a target that affects only itself, the error reports it
    if (kindOf(target).words.affectsOnlyItself)
        return NOTHING;
    const failed = (progress?.apis ?? []).filter(api => api.state === 'failed');
    cuts.add('failed API', failed.length - budget.failedApis);
    const rows = failed
        .slice(0, budget.failedApis)
        .map(api => [
        markup `${shownName(api.name || api.apiId)} (${shownName(api.group)})`,
        prose((0,redact/* redactText */.Rd)(responseOf(api)), LONGEST_RESPONSE)
    ]);
    return rows.length === 0
        ? NOTHING
        : blocks([heading('Failed APIs'), table(['API', 'Service response'], rows)]);
}
/** Every other API by group, collapsed: with its state, or with its request if nothing was sent. */
function apisSection(outcome, budget, cuts) {
    const { plan, progress, result, rollback, target } = outcome;
    if (kindOf(target).words.affectsOnlyItself)
        return NOTHING;
    if (progress !== undefined && kindOf(target).reportsCompletion) {
        const rest = progress.apis.filter(api => api.state !== 'failed');
        // a rollback that was refused updates nothing
        const isOld = result === 'rolled-back' || (result === 'rollback-failed' && rollback !== undefined);
        const title = `${statesOf(progress.apis)}${isOld ? ', before the rollback' : ''}`;
        return apiTable(target, title, 'State', rest, stateCell, budget, cuts);
    }
    if (result !== 'planned' && !mayBeInEffect(outcome))
        return NOTHING;
    const affected = plan?.affected ?? [];
    return apiTable(target, countAffected([{ count: affected.length, target }]), 'Request', affected, requestCell, budget, cuts);
}
/** Two columns, with a row for each group: more do not fit on a phone. */
function apiTable(target, title, column, apis, cell, budget, cuts) {
    const ordered = byGroup(apis).flatMap(([, members]) => members);
    const listed = ordered.slice(0, budget.apis);
    cuts.add('API', ordered.length - listed.length);
    const { group, member } = kindOf(target).words;
    const rows = listed.flatMap((api, index) => [
        ...(listed[index - 1]?.group === api.group
            ? []
            : [[markup `**${group}** ${shownName(api.group)}`, NOTHING]]),
        [shownName(api.name || api.apiId), cell(api)]
    ]);
    return details(prose(title), [table([capital(member), column], rows)]);
}
/** The largest group first. */
function byGroup(apis) {
    return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length);
}
function requestCell({ method, path }) {
    const request = [method, path].filter(Boolean).join(' ');
    return request === '' ? markup `\u2013` : shown(request, LONGEST_RESPONSE);
}
function stateCell(api) {
    if (api.state === 'updated')
        return markup `\u2713 updated`;
    const response = responseOf(api);
    return response === '' ? markup `\u2026 in progress` : markup `\u2026 in progress: ${shown(response, LONGEST_RESPONSE)}`;
}
/** The raw status and message. */
function responseOf({ status, message }) {
    return [status, message].filter(Boolean).join(': ');
}
const STATES = ['updated', 'failed', 'moving'];
/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis) {
    const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }));
    const parts = counts
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => `${count} ${state === 'moving' ? 'in progress' : state}`);
    return `${(0,runtime_text/* plural */.LS)(apis.length, 'API')}: ${parts.join(', ')}`;
}
// The steps of a ladder, and the checks.
/** The steps of a ladder of weights. */
function rungsSection({ rungs = [] }, heading) {
    if (rungs.length === 0)
        return NOTHING;
    const rows = rungs.map(({ weight, result, checks, durationMs }) => {
        const duration = durationMs === 0 ? NOTHING : markup ` after ${(0,runtime_clock/* formatDuration */.a3)(durationMs)}`;
        return [
            markup `${weight}%`,
            markup `${RUNG_RESULTS[result] ?? verdictOf(result)}${duration}`,
            checks.length === 0 || result === 'cancelled' ? markup `\u2013` : markup `${countChecks(checks)}`
        ];
    });
    return blocks([heading('Weight steps'), table(['Weight', 'Result', 'Checks'], rows)]);
}
/** A step that fails says nothing about the target's own result, since the ladder is rolled back. */
const RUNG_RESULTS = {
    switched: markup `\u2713 verified`,
    partial: markup `\u2717 failed`,
    failed: markup `\u2717 failed`,
    cancelled: markup `stopped`,
    'not-started': markup `not started`
};
/** `1 bake check failed; 1 preflight check, 2 probes passed`. */
function countChecks(checks) {
    const counted = (passed, verb) => {
        const byName = Map.groupBy(checks.filter(check => check.passed === passed), ({ name }) => name);
        const counts = [...byName].map(([name, { length }]) => countOfChecks(length, name));
        return counts.length === 0 ? [] : [`${counts.join(', ')} ${verb}`];
    };
    return [...counted(false, 'failed'), ...counted(true, 'passed')].join('; ');
}
/** A list, since a table of URLs and responses does not fit on a phone. */
function checksSection(outcome, budget, cuts, heading) {
    const { checks, rungs = [] } = outcome;
    const ofRungs = rungs.flatMap(({ weight, checks: own }) => own.map(check => ({ check, weight })));
    // those before the first write of all targets come first, and belong to no step
    const before = checks.slice(0, checks.length - ofRungs.length).map(check => ({ check, weight: undefined }));
    const all = [...before, ...ofRungs];
    // failed ones first
    const sorted = [...all.filter(({ check }) => !check.passed), ...all.filter(({ check }) => check.passed)];
    cuts.add('check', sorted.length - budget.extras);
    const items = sorted.slice(0, budget.extras).map(({ check, weight }) => checkItem(check, weight, outcome));
    return items.length === 0 ? NOTHING : blocks([heading('Checks'), list(items)]);
}
function checkItem({ name, subject, passed, attempts, detail, likelyCause }, weight, { error, result }) {
    const wasStopped = result === 'cancelled';
    const state = passed ? '\u2713' : wasStopped ? '\u2013' : '\u2717';
    const verb = passed ? 'passed' : wasStopped ? 'stopped' : 'failed';
    const at = weight === undefined ? NOTHING : markup ` at ${weight}%`;
    const named = markup `${state} ${capital(name)} ${verb}${at}: ${shown(subject)}`;
    // the error describes it
    if (!passed && !wasStopped && error !== undefined)
        return named;
    // what a signal stopped says nothing about the service
    const isTelling = passed || !wasStopped;
    const response = detail === '' || !isTelling ? [] : [shown(detail)];
    const cause = likelyCause === undefined || !isTelling ? NOTHING : markup `. Likely cause: ${likelyCause}`;
    return markup `${named}<br>${commas([...response, markup `${(0,runtime_text/* plural */.LS)(attempts, 'attempt')}`])}${cause}`;
}
// The timeline.
function timelineSection(outcomes, budget, cuts) {
    const gantt = ganttOf(outcomes.map(({ phases }) => phases), outcomes.map(({ target }) => kindOf(target).words.following));
    if (gantt === undefined)
        return NOTHING;
    if (budget.timeline)
        return blocks([markup `### Timeline`, fence('mermaid', gantt)]);
    cuts.add('timeline', 1);
    return NOTHING;
}
const NAMES = {
    plan: 'Plan',
    preflight: 'Preflight',
    write: 'Write',
    deploy: 'Deploy',
    batch: 'Batch',
    'read-back': 'Read back',
    probe: 'Probe',
    bake: 'Bake',
    rollback: 'Roll back'
};
const MAX_SECTIONS = 20;
/**
 * A Mermaid `gantt` of the phases, a section for each target; `undefined` if no target has two phases that took any
 * time. Nothing in it comes from outside: targets are shown by their number. Times are in the reader's time zone.
 * @param following for each target, what its wait for completion is called
 * https://mermaid.js.org/syntax/gantt.html
 */
function ganttOf(targets, following = []) {
    const sections = targets.slice(0, MAX_SECTIONS).map((phases, index) => ({
        name: `Target ${index + 1}`,
        phases: phases.filter(tookTime),
        names: { ...NAMES, batch: following[index] ?? NAMES.batch }
    }));
    const shown = sections.filter(section => section.phases.length > 0);
    if (!shown.some(section => section.phases.length > 1))
        return undefined;
    const all = shown.flatMap(section => section.phases);
    const totalMs = Math.max(...all.map(phase => phase.endedAt)) - Math.min(...all.map(phase => phase.startedAt));
    return [
        'gantt',
        '  accTitle: Start and end of each phase',
        '  dateFormat x',
        // within a few seconds, labels of whole seconds would repeat
        `  axisFormat ${totalMs < 5_000 ? '%S.%L s' : '%H:%M:%S'}`,
        `  tickInterval ${tickOf(totalMs)}`,
        ...shown.flatMap(({ name, phases, names }) => [
            ...(targets.length > 1 ? [`  section ${name}`] : []),
            ...phases.map(phase => bar(phase, names))
        ])
    ].join('\n');
}
const TICKS = [
    ...[100, 200, 500].map(ms => [ms, `${ms}millisecond`]),
    ...[1, 2, 5, 10, 15, 30].map(seconds => [seconds * 1000, `${seconds}second`]),
    ...[1, 2, 5, 10, 15, 30].map(minutes => [minutes * 60_000, `${minutes}minute`])
];
/** Few enough ticks for a phone. */
function tickOf(totalMs) {
    return TICKS.find(([ms]) => totalMs / ms <= 5)?.[1] ?? '6hour';
}
function bar({ name, startedAt, endedAt }, names) {
    const style = name === 'rollback' ? 'crit, ' : '';
    return `  ${names[name]} ${(0,runtime_clock/* formatDuration */.a3)(endedAt - startedAt)} :${style}${Math.round(startedAt)}, ${Math.round(endedAt)}`;
}
/** Mermaid draws nothing without a length, or if a time is not a number. */
function tookTime({ startedAt, endedAt }) {
    return Math.round(endedAt) > Math.round(startedAt) && startedAt >= 0 && Number.isFinite(endedAt);
}

;// CONCATENATED MODULE: ./rollout/next-steps.js



/** The definition before the step, as JSON that the input accepts, or why there is none. */
function previousDefinition(plan) {
    const reason = plan.live?.notAnInput;
    const restorable = restorableDefinition(plan);
    return 'json' in restorable && reason !== undefined ? { reason } : restorable;
}
/** The definition before the step, as JSON that this step can send for a rollback, or why it cannot. */
function restorableDefinition(plan) {
    if (plan.live === undefined)
        return { reason: plan.whyNotLive ?? 'the live definition is not readable with these credentials' };
    if (plan.live.notInEffect !== undefined) {
        return { reason: `the definition in effect before this step cannot be read: ${plan.live.notInEffect}` };
    }
    const { definition } = plan.live;
    if ((0,redact/* holdsSecret */.hK)(definition))
        return { reason: 'the live definition contains a secret' };
    if (Object.keys(definition).length === 0)
        return { reason: 'the inputs cannot express the live definition' };
    const json = JSON.stringify(definition);
    // asterisks from the service's masking or from that of the job: pasted, they would be sent
    if (json.includes('***'))
        return { reason: MASKED };
    return { json };
}
/** The same, if it can be shown: a value that is masked in this job would be pasted as asterisks. */
function pastableDefinition(plan) {
    return plan.isMasked === true ? { reason: MASKED } : previousDefinition(plan);
}
const MASKED = 'it contains a value that is masked in this job';
/** The inputs that select the same target in another step. A masked endpoint is left out, because it would be asterisks. */
function targetInputs({ target, isEndpointMasked }) {
    const { regionId, endpoint } = target;
    const kind = kindOf(target);
    const network = ['public', 'vpc'].find(name => regionId !== undefined && endpoint.origin === (0,model_endpoints/* regionalEndpoint */.N2)(regionId, name, kind.product)?.origin);
    return {
        ...(regionId === undefined ? {} : { 'region-id': regionId }),
        ...(network === 'vpc' ? { network } : {}),
        ...(network === undefined && isEndpointMasked !== true
            ? { [kind.product.endpointInput]: endpoint.origin }
            : {}),
        ...kind.inputsOf(target)
    };
}
/** A longer definition would be truncated in a log line, and half of one is useless. */
const LONGEST_SHOWN = 1_500;
/** How to send the definition again and how to roll back, for every failure after something was sent. */
function nextSteps(plan) {
    const { input, action, rollbackNote } = kindOf(plan.target).words;
    const where = Object.entries(targetInputs(plan)).map(([name, value]) => `${name}: ${value}, `);
    const previous = pastableDefinition(plan);
    const before = 'json' in previous && previous.json.length > LONGEST_SHOWN
        ? `the ${input} shown in the job summary and, for a single target, in the output previous-definition`
        : 'json' in previous
            ? `${input}: '${previous.json.replaceAll("'", "''")}'`
            : `the previous definition, which is not shown here, because ${previous.reason}`;
    const unseen = plan.live === undefined ? [] : kindOf(plan.target).unreturned.unseen(plan.live.raw, plan.targetType);
    const addUnseen = 'json' in previous && unseen.length > 0
        ? ` The service does not return ${unseen.join(', ')}: add their previous values.`
        : '';
    // a separate step, because with a manifest, an approval or `definition: patch` it would not roll back
    return `To send the definition again, re-run the job or set skip-unchanged: false: the definition is then sent even if it is already live. To roll back, run ${action} in a separate step with ${where.join('')}skip-unchanged: false and ${before}.${addUnseen}${rollbackNote === undefined ? '' : ` ${rollbackNote}`}`;
}

;// CONCATENATED MODULE: ./outputs.js
/** The outputs of action.yml, in its order; a test compares the two. */
const OUTPUTS = (/* unused pure expression or super */ null && ([
    'result',
    'error-code',
    'message',
    'changed',
    'has-changes',
    'plan-fingerprint',
    'plan-file',
    'matrix',
    'request-id',
    'operation-id',
    'backend-type',
    'backend-model-id',
    'previous-definition',
    'previous-backend-model-data',
    'apis-total',
    'apis-updated',
    'apis-failed',
    'rollback-request-id',
    'rollback-operation-id',
    'manifest-file',
    'report',
    'report-file'
]));
/** The maximum size of an output: an environment variable can hold little more. */
const MAX_OUTPUT_BYTES = 100_000;

;// CONCATENATED MODULE: ./report/report.js






function buildReport(result, changed, outcomes, source) {
    const targets = outcomes.map(outcome => reportTarget(outcome, source));
    return { version: 1, result, changed: changed ?? null, targets };
}
function reportTarget(outcome, source) {
    const { target, plan, accepted, progress, checks, rollback } = outcome;
    return {
        name: (0,model_target/* keyOf */.TN)(target),
        kind: target.kind,
        backendId: target.kind === 'backend' ? target.backendId : null,
        stageName: target.stageName ?? null,
        backendType: plan?.targetType ?? (target.kind === 'backend' ? target.backendType : undefined) ?? null,
        backendModelId: modelIdOf(outcome) ?? null,
        serviceId: target.kind === 'service' ? target.serviceId : null,
        httpApiId: target.kind === 'route' ? target.httpApiId : null,
        routeId: target.kind === 'route' ? target.routeId : null,
        result: outcome.result,
        changed: outcome.changed ?? null,
        fingerprint: plan?.fingerprint ?? null,
        requestId: accepted?.requestId ?? null,
        operationId: accepted?.operationId || null,
        changes: reportChanges(plan?.difference),
        apis: (progress?.apis ?? []).map(api => ({
            apiId: api.apiId,
            name: api.name,
            group: api.group,
            status: api.status || null,
            error: api.state === 'failed' ? (0,redact/* redactText */.Rd)(api.message || api.status) : null
        })),
        checks: checks.map(({ name, subject, passed, detail, likelyCause }) => ({
            name: `${name} ${subject}`,
            passed,
            detail: likelyCause === undefined ? detail : `${detail} (likely cause: ${likelyCause})`
        })),
        rollback: rollback === undefined ? null : { ...rollback, operationId: rollback.operationId || null },
        error: outcome.error === undefined ? null : reportError(outcome.error, source),
        durationMs: Math.round(outcome.durationMs)
    };
}
function modelIdOf({ target, plan }) {
    return plan?.definitionId || (target.kind === 'backend' ? target.backendModelId : undefined);
}
function reportChanges({ changes, omitted } = { changes: [], omitted: [] }) {
    return [
        ...changes.map(change => ({ ...redactChange(change), omitted: false })),
        ...omitted.map(change => ({ ...redactChange(change), omitted: true }))
    ];
}
/** A change as it is shown: its values redacted by their own structure and by their context. */
function redactChange({ path, before, after, secret }) {
    const show = (value) => value === undefined ? null : secret ? redact/* REDACTED */.XF : (0,redact/* redact */.E$)(value);
    return { path, before: show(before), after: show(after) };
}
function reportError(error, source) {
    return {
        code: error.code,
        message: (0,redact/* redactText */.Rd)(error.message),
        hint: [...(error.hint === undefined ? [] : [error.hint]), helpLine(error, source)].join('\n'),
        requestId: error.requestId ?? null
    };
}
/** Results that are dropped first. */
const DISPENSABLE = new Set([
    'unchanged',
    'switched',
    'submitted',
    'planned',
    'exported',
    'valid',
    'not-started'
]);
const SHORT_TEXT = 300;
/**
 * The report as JSON below the limit of an output: without the APIs, the changes, and targets that succeeded or were not
 * started, in this order; then with short texts; then with as many targets as fit, the worst first.
 */
function fitReport(report) {
    const steps = [
        whole => whole,
        whole => ({ ...whole, targets: whole.targets.map(({ apis: _, ...rest }) => rest), truncated: true }),
        whole => ({ ...whole, targets: whole.targets.map(({ changes: _, ...rest }) => rest) }),
        whole => ({ ...whole, targets: whole.targets.filter(target => !DISPENSABLE.has(target.result)) }),
        whole => ({ ...whole, targets: whole.targets.map(withShortTexts) }),
        whole => ({ ...whole, targets: worstThatFit(whole) })
    ];
    let fitted = report;
    let text = '';
    for (const step of steps) {
        fitted = step(fitted);
        text = JSON.stringify(fitted);
        if (Buffer.byteLength(text) < MAX_OUTPUT_BYTES)
            break;
    }
    return text;
}
/** With the error and failed checks cut, and without those that passed. */
function withShortTexts(target) {
    const { checks, error } = target;
    const short = (text) => (0,runtime_text/* oneLine */.TN)(text, SHORT_TEXT);
    return {
        ...target,
        checks: checks.flatMap(({ name, passed, detail }) => passed ? [] : [{ name: short(name), passed, detail: short(detail) }]),
        error: error && { ...error, message: short(error.message), hint: null }
    };
}
/** In their original order. */
function worstThatFit(report) {
    const bytesOf = (value) => Buffer.byteLength(JSON.stringify(value));
    let left = MAX_OUTPUT_BYTES - bytesOf({ ...report, targets: [] }) - 1;
    const fitting = new Set();
    for (const target of report.targets.toSorted(byBadness)) {
        left -= bytesOf(target) + 1;
        if (left < 0)
            break;
        fitting.add(target);
    }
    return report.targets.filter(target => fitting.has(target));
}

;// CONCATENATED MODULE: ./report/yaml-text.js


// Writes YAML that YAML 1.1 and 1.2 parsers read alike: every string in double quotes, with JSON's escapes, and keys
// plain only if every parser reads them as text.
/** Invisible characters, and those that change a text's direction or end a line for some parsers. */
const UNSEEN = (0,lazy_pattern/* lazyPattern */.x)(String.raw `[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufff9-\ufffd]|(?! )\p{Zs}`, 'gu');
const PLAIN_KEY = /^[A-Za-z_][\w-]{0,127}$/;
/** Words that YAML 1.1 or 1.2 does not read as text. */
const NOT_TEXT = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
/** A text in double quotes, on one line, in visible characters. */
function quoted(text) {
    return JSON.stringify(text).replace(UNSEEN(), found => {
        const code = found.codePointAt(0) ?? 0;
        return code > 0xffff
            ? `\\U${code.toString(16).padStart(8, '0')}`
            : `\\u${code.toString(16).padStart(4, '0')}`;
    });
}
/** A key of a mapping. */
function keyText(key) {
    return PLAIN_KEY.test(key) && !NOT_TEXT.test(key) ? key : quoted(key);
}
/** A value below its key: `key: value`, or the key and a block of lines below it. */
function memberLines(key, value, indent = '') {
    const name = `${indent}${keyText(key)}:`;
    const inline = inlineText(value);
    return inline === undefined ? [name, ...blockLines(value, `${indent}  `)] : [`${name} ${inline}`];
}
/** A value on one line; `undefined` for a mapping or list that is not empty. */
function inlineText(value) {
    if (typeof value === 'string')
        return quoted(value);
    // some parsers lose digits of a larger integer
    if (typeof value === 'number') {
        return Number.isInteger(value) && !Number.isSafeInteger(value) ? quoted(String(value)) : String(value);
    }
    if (value === null || typeof value === 'boolean')
        return String(value);
    if (Array.isArray(value))
        return value.length === 0 ? '[]' : undefined;
    return Object.keys(value).length === 0 ? '{}' : undefined;
}
function blockLines(value, indent) {
    if (Array.isArray(value))
        return value.flatMap(item => itemLines(item, indent));
    return (0,json/* isJsonObject */.OW)(value) ? mappingLines(value, indent) : [];
}
function mappingLines(value, indent) {
    return Object.entries(value).flatMap(([key, child]) => memberLines(key, child, indent));
}
/** A list item: its first line follows the dash, the rest is below. */
function itemLines(item, indent) {
    const inline = inlineText(item);
    if (inline !== undefined)
        return [`${indent}- ${inline}`];
    const [first = '', ...rest] = blockLines(item, `${indent}  `);
    return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}
// Invisible characters, and what GitHub interprets: an expression in a workflow, a command in its log.
const UNSAFE_IN_JSON = /(?<=\$\{)\{|(?<=##)\[/g;
const UNSEEN_IN_JSON = (0,lazy_pattern/* lazyPattern */.x)(String.raw `[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]`, 'gu');
/**
 * A value as JSON that means the same when pasted into a workflow: characters that hide text or change its direction,
 * `${{` and `##[` are written with JSON's own escapes.
 */
function jsonText(value, indent = 0) {
    // these line breaks are JSON's own, since those of values are escaped
    return JSON.stringify(value, null, indent)
        .split('\n')
        .map(line => ((0,lazy_pattern/* isPrintableAscii */.J)(line) ? line : line.replace(UNSEEN_IN_JSON(), unicodeEscape)))
        .join('\n')
        .replace(UNSAFE_IN_JSON, unicodeEscape);
}
function unicodeEscape(text) {
    let escaped = '';
    for (let index = 0; index < text.length; index++) {
        escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
}
const PLAIN = /^[A-Za-z][\w-]*$|^fp[12]:[0-9a-f]+$/;
/** A text as a YAML scalar: plain if every parser reads it as that text, otherwise in double quotes with JSON's escapes. */
function yamlScalar(text) {
    return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : jsonText(text);
}
/** An input of a step with one or more lines; in a block if neither GitHub nor YAML interprets any line. */
function inputText(name, lines) {
    const [only = ''] = lines;
    if (lines.length === 1 && PLAIN.test(only))
        return `${name}: ${only}`;
    return lines.every(line => /^[\w./-]+ [\w:]+$/.test(line))
        ? [`${name}: |`, ...lines.map(line => `  ${line}`)].join('\n')
        : `${name}: ${yamlScalar(lines.join('\n'))}`;
}
/** A step that uses this action, as YAML to paste below `steps:`. A definition is JSON in a block. */
function stepText(action, inputs) {
    const lines = Object.entries(inputs).flatMap(([name, value]) => {
        if (typeof value === 'boolean')
            return [`${name}: ${value}`];
        if (typeof value === 'string')
            return [`${name}: ${yamlScalar(value)}`];
        return [
            `${name}: |`,
            ...jsonText(value.json, 2)
                .split('\n')
                .map(line => `  ${line}`)
        ];
    });
    return [`- uses: ${action}`, '  with:', ...lines.map(line => `    ${line}`)].join('\n');
}
/** The value of `uses:` for the action in a folder of the same repository. */
function actionIn(action, folder) {
    return folder === undefined ? action : action.replace('@', `/${folder}@`);
}
const REFERENCE = /^[\w.-]+\/[\w./-]+@[\w./-]+$/;
/**
 * The value of `uses:`, from `GITHUB_ACTION_REPOSITORY` and `GITHUB_ACTION_REF`; a placeholder if the runner does not
 * set them, as for an action in the same repository.
 */
function actionReference(repository, ref) {
    const reference = `${repository}@${ref}`;
    return REFERENCE.test(reference) ? reference : 'OWNER/switch-backend@v1';
}

;// CONCATENATED MODULE: ./report/sections.js













/** What failed for a target, and the cure. Never left out. */
function errorSection({ error, plan, target }, context, budget) {
    if (error === undefined)
        return NOTHING;
    // the target is named above, and the next steps are below, as a step to paste
    const shownBelow = budget.parts !== 'none' && budget.changes > 0;
    const message = sentenceCase(withoutLabel((shownBelow ? error.brief : undefined) ?? error.message, target));
    const { cure, policy, nextSteps } = error.advice;
    const advice = { cure, policy, nextSteps: plan === undefined ? nextSteps : undefined };
    const { code, requestId, rollbackError } = error;
    return errorAlert({ code, message, advice, requestId, rollbackError }, context, budget);
}
function withoutLabel(message, target) {
    return withoutName(withoutName(message, { name: labelOf(target) }), target);
}
/** Input problems as a list, any other error as it is. */
function errorAlert(error, { helpPage }, budget) {
    const { code, message, advice, requestId } = error;
    const request = requestId === undefined ? NOTHING : markup `, request ${shownName(requestId)}`;
    return markdown_alert('CAUTION', [
        ...(error instanceof action_error/* InputError */.dz
            ? [
                // GitHub makes no alert of a mark that is followed by a list
                markup `The inputs have ${(0,runtime_text/* plural */.LS)(error.problems.length, 'problem')}:`,
                list(error.problems.slice(0, MAX_PROBLEMS).map(problem => problemItem(problem, budget.text)))
            ]
            : shownMessage(message, budget.text)),
        ...shownAdvice(advice, budget.text),
        markup `Code ${shownName(code)}${request}. ${helpOf(error, helpPage)}`
    ]);
}
function helpOf(error, page) {
    const section = sectionOf(error);
    const ofRollback = error.rollbackError === undefined ? section : sectionOf(error.rollbackError);
    const isOther = ofRollback !== section;
    if (page === undefined) {
        const also = isOther ? markup ` and ${shown(`#${ofRollback}`)}` : NOTHING;
        return markup `See ${shown(`docs/troubleshooting.md#${section}`)}${also} in the repository of this action.`;
    }
    const own = markdown_link('Troubleshooting', `${page}#${section}`);
    return isOther ? markup `${own}, ${markdown_link('Troubleshooting of the rollback', `${page}#${ofRollback}`)}` : own;
}
const MAX_PROBLEMS = 30;
function shownAdvice({ cure = '', policy, nextSteps = '' }, longest) {
    return [
        ...shownMessage(cure, longest),
        ...(policy === undefined
            ? []
            : [
                ...shownMessage(policy.intro ?? '', longest),
                ...shownPolicy(policy.document, longest),
                ...shownMessage(policy.note ?? '', longest)
            ]),
        ...shownMessage(nextSteps, longest)
    ];
}
const MAX_LINES = 20;
function shownMessage(message, longest) {
    return linesOf(message, longest).map(line => prose(line));
}
/** A policy in a code block; as text if it is too long, or not JSON once its secrets are masked. */
function shownPolicy(document, longest) {
    const redacted = (0,redact/* redactText */.Rd)(document);
    try {
        if (redacted.length <= longest)
            return [fence('json', jsonText(JSON.parse(redacted), 2))];
    }
    catch {
        // a mask has taken a quotation mark with it
    }
    return shownMessage(document, longest);
}
function linesOf(text, longest) {
    // redacted first: half of a secret is not recognized
    const redacted = (0,redact/* redactText */.Rd)(text);
    const shown = redacted.length <= longest ? redacted : `${(0,runtime_text/* cut */.Jj)(redacted, longest)}\u2026`;
    return shown
        .split('\n')
        .filter(line => line.trim() !== '')
        .slice(0, MAX_LINES);
}
function warningsSection(outcome, budget, cuts) {
    const { plan, target } = outcome;
    const warnings = [...(plan?.warnings ?? []), ...(outcome.warnings ?? [])];
    const prefix = `${target.name}: `;
    cuts.add('warning', warnings.length - budget.extras);
    return markdown_alert('WARNING', warnings
        .slice(0, budget.extras)
        .flatMap(({ text, policy }) => [
        ...shownMessage(sentenceCase(text.startsWith(prefix) ? text.slice(prefix.length) : text), budget.text),
        ...(policy === undefined ? [] : shownPolicy(policy, budget.text))
    ]));
}
/** The changes by path, each with both values. */
function changesSection(outcome, budget, cuts, heading) {
    const { difference } = outcome.plan ?? {};
    if (difference === undefined)
        return NOTHING;
    const isDrift = outcome.result === 'drifted';
    const sends = isDrift || (outcome.hasChanges !== false && outcome.result !== 'unchanged');
    const whole = outcome.plan && wholeRow(outcome.plan);
    const absent = isDrift ? markup `*not desired*` : markup `*removed: the definition omits it*`;
    const rows = whole === undefined
        ? [
            ...difference.changes.map(change => changeRow(change, markup `*removed*`)),
            ...(sends ? difference.omitted : []).map(change => changeRow(change, absent))
        ]
        : [whole];
    if (whole === undefined)
        cuts.add('change', rows.length - budget.changes);
    const shownRows = rows.slice(0, budget.changes);
    return blocks([
        ...(shownRows.length === 0
            ? []
            : [heading(changesTitle(outcome)), table([titleOfValues(outcome)], shownRows)]),
        whole !== undefined || sends || budget.changes === 0 ? NOTHING : leftOut(difference.omitted)
    ]);
}
function changesTitle(outcome) {
    const { result } = outcome;
    if (result === 'drifted')
        return 'Drift';
    if (result === 'rolled-back')
        return 'Attempted changes';
    return result === 'planned' || wasSent(outcome) ? 'Changes' : 'Changes not made';
}
/** What the two values of a change are. A definition that was sent is no longer only desired, and the old one no longer live. */
function titleOfValues(outcome) {
    if (!wasSent(outcome))
        return 'Live \u2192 Desired';
    return outcome.result === 'switched' ? 'Before \u2192 After' : 'Before \u2192 Attempted';
}
/** A change of a definition that people read better as a whole than by its keys. */
function wholeRow(plan) {
    const described = describeDefinitions(plan);
    if (described === undefined || described.isSame)
        return undefined;
    const lines = (texts) => join(texts.map(text => shown((0,redact/* redactText */.Rd)(text))), '<br>');
    return [valuesCell(kindOf(plan.target).words.definition, lines(described.before), lines(described.after))];
}
/** One cell: on a phone a second column would be out of sight, and with it what is approved. */
function changeRow(change, removed) {
    const { path, before, after } = redactChange(change);
    const old = before === null ? markup `*absent*` : shownValue(before);
    return [valuesCell(path, old, after === null ? removed : shownValue(after))];
}
/** Both values on one line of a phone, in characters. */
const SHORT_VALUES = 30;
function valuesCell(name, old, value) {
    // two secrets, two long texts, or a difference in what cannot be seen
    const note = old.source === value.source ? markup ` (another value)` : NOTHING;
    const isShort = old.source.length + value.source.length <= SHORT_VALUES;
    return markup `**${shown(name)}**<br>${old}${isShort ? markup ` ` : new Markdown('<br>')}\u2192 ${value}${note}`;
}
function leftOut(omitted) {
    if (omitted.length === 0)
        return NOTHING;
    const paths = omitted.slice(0, 10).map(({ path }) => shown(path));
    const more = omitted.length > paths.length ? markup ` and ${omitted.length - paths.length} more` : NOTHING;
    return markup `The definition omits ${commas(paths)}${more}, which the live definition has. Omitted keys alone are not a change; to send the definition without them, set ${shown('skip-unchanged: false')}.`;
}
const MAX_APPROVED = 50;
const APPROVAL_TITLE = markup `### Approval`;
/** The input that approves the plan. An apply requires a line for every target, even if it has no changes. */
function approvalSection(outcomes) {
    const planned = outcomes.filter(({ result }) => result === 'planned');
    const failed = outcomes.filter(({ result }) => result === 'failed').length;
    if (planned.length > 0 && failed > 0) {
        return blocks([
            APPROVAL_TITLE,
            markup `This plan cannot be approved: ${(0,runtime_text/* plural */.LS)(failed, 'target')} could not be planned. Fix the cause, then plan again.`
        ]);
    }
    // an apply would fail where a plan did
    if (planned.length < outcomes.length)
        return NOTHING;
    if (planned.every(({ hasChanges }) => hasChanges === false))
        return NOTHING;
    const lines = planned.flatMap(({ target, plan }) => plan?.fingerprint === undefined
        ? []
        : [outcomes.length === 1 ? plan.fingerprint : `${(0,model_target/* keyOf */.TN)(target)} ${plan.fingerprint}`]);
    if (lines.length < planned.length) {
        return blocks([
            APPROVAL_TITLE,
            markup `This plan cannot be approved by its fingerprint: that requires permission to read the live definition.`
        ]);
    }
    const promise = markup `If the live or the desired definition changes in the meantime, the apply fails and sends nothing.`;
    if (lines.length > MAX_APPROVED) {
        return blocks([
            APPROVAL_TITLE,
            markup `Pass the output ${shown('plan-fingerprint')} to the apply step as ${shown('approved-plan')}. ${promise}`
        ]);
    }
    return blocks([
        APPROVAL_TITLE,
        markup `Pass this input to the apply step. ${promise}`,
        fence('yaml', inputText('approved-plan', lines))
    ]);
}
const LONGEST_STEP = 20_000;
/** How to roll back, as a step to paste. Expanded after a failure. */
function rollbackSection(outcome, action, budget, cuts) {
    const { plan, result } = outcome;
    if (plan === undefined || !mayBeInEffect(outcome) || result === 'rolled-back')
        return NOTHING;
    const succeeded = result === 'switched' || result === 'submitted';
    const again = succeeded
        ? NOTHING
        : markup `**To retry**, re-run the job, or set ${shown('skip-unchanged: false')}: the definition is then sent even if the live one is equal.`;
    const previous = pastableDefinition(plan);
    const { folder, input, rollbackNote, definition } = kindOf(plan.target).words;
    const stuck = succeeded || rollbackNote === undefined ? NOTHING : markup `${rollbackNote}`;
    if ('reason' in previous) {
        const how = folder === undefined
            ? markup `run this action with the previous definition. It is not shown here because ${previous.reason}.`
            : markup `restore the previous ${definition} in the console of Cloud-native API Gateway. The inputs cannot restore it because ${previous.reason}.`;
        return blocks([again, markup `**To roll back**, ${how}`]);
    }
    const step = stepText(actionIn(action, folder), {
        ...targetInputs(plan),
        [input]: { json: JSON.parse(previous.json) },
        // to remove added keys alone is not a change; and the live definition may be the previous one although some APIs
        // were not updated
        'skip-unchanged': false
    });
    if (!budget.rollbackStep || step.length > LONGEST_STEP) {
        cuts.add('rollback step', 1);
        return again;
    }
    return details(succeeded ? markup `How to roll back` : markup `Next steps`, [again, markup `**To roll back**, run this step with the same credentials:`, fence('yaml', step), stuck], 
    // after a cancellation, the report of the post step comes first
    !succeeded && result !== 'cancelled');
}
/** The IDs that support and the console need. Never left out. */
function idsSection(outcome) {
    const { plan, result, hasChanges } = outcome;
    const ids = idItems(outcome);
    const isShownToApprove = result === 'planned' && hasChanges !== false;
    const fingerprint = plan?.fingerprint === undefined || isShownToApprove
        ? []
        : [markup `Plan fingerprint: ${shown(plan.fingerprint)}`];
    if (ids.length > 0)
        return details(markup `Request IDs`, [list([...ids, ...fingerprint])]);
    return plan?.fingerprint === undefined || isShownToApprove
        ? NOTHING
        : details(markup `Plan fingerprint`, [shown(plan.fingerprint)]);
}
/** One id an item: two do not fit on a phone. */
function idItems({ accepted, rollback, target }) {
    return [...itemsOf(accepted, target, ''), ...itemsOf(rollback, target, 'rollback ')];
}
function itemsOf(ids, target, prefix) {
    if (ids === undefined)
        return [];
    const { requestId, operationId } = ids;
    const operation = operationId === '' ? markup `${words_NO_OPERATION}` : shownName(operationId);
    return [
        markup `${capital(`${prefix}request`)}: ${shownName(requestId)}`,
        ...(kindOf(target).words.hasOperations ? [markup `${capital(`${prefix}operation`)}: ${operation}`] : [])
    ];
}
/** Lines of YAML to paste, as a message indents them: this action's own plain words. */
const YAML_LINES = /\n((?: {4}[\w: -]+\n)+)/;
/** A problem with an input, as an item of a list. YAML in it stays a block, which can be copied. */
function problemItem({ input, message }, longest) {
    const text = (0,redact/* redactText */.Rd)(message);
    const yaml = text.length <= longest ? YAML_LINES.exec(text) : null;
    if (yaml === null)
        return markup `${shownName(input)}: ${prose(text, longest)}`;
    const [whole, lines = ''] = yaml;
    const block = fence('yaml', lines.trimEnd().replaceAll(/^ {4}/gm, ''));
    return blocks([
        markup `${shownName(input)}: ${prose(text.slice(0, yaml.index))}`,
        // the indentation keeps them in the item of the list
        new Markdown(block.source.replaceAll(/^/gm, '  ')),
        markup `  ${prose(text.slice(yaml.index + whole.length))}`
    ]);
}

;// CONCATENATED MODULE: ./report/page.js











/** The part of a budget that this report can use up: what no target has is no reason to render the page once more. */
function limitedTo({ outcomes }, budget) {
    const most = (count) => outcomes.reduce((highest, outcome) => Math.max(highest, count(outcome)), 0);
    const { apis, failedApis, changes } = budget;
    return {
        ...budget,
        apis: Math.min(apis, most(({ plan, progress }) => Math.max(plan?.affected?.length ?? 0, progress?.apis.length ?? 0))),
        failedApis: Math.min(failedApis, most(({ progress }) => (progress?.apis ?? []).filter(api => api.state === 'failed').length)),
        // a budget of none leaves the section out
        changes: Math.min(changes, Math.max(1, most(({ plan }) => (plan?.difference?.changes.length ?? 0) + (plan?.difference?.omitted.length ?? 0))))
    };
}
/** The blocks of a summary or comment, the most useful first. */
function renderBlocks(report, budget, cutNote) {
    const { outcomes } = report;
    const cuts = new Cuts();
    const [only] = outcomes;
    const parts = only !== undefined && outcomes.length === 1
        ? single(report, only, budget, cuts)
        : several(report, budget, cuts);
    const left = cuts.toString();
    const title = report.title === undefined ? NOTHING : markup `**${report.title}**`;
    return [title, ...parts, left === '' ? NOTHING : cutNote(left)]
        .map(part => part.source)
        .filter(source => source !== '');
}
function single(report, outcome, budget, cuts) {
    const { context, result = outcome.result, error } = report;
    return [
        markup `## ${verdictOf(result)}: ${shownName(headline_nameOf(outcome.target))}`,
        sentenceOf({ ...outcome, result }),
        error === undefined || error === outcome.error ? NOTHING : errorAlert(error, context, budget),
        ...body(outcome, context, budget, cuts, title => markup `### ${title}`),
        approvalSection([outcome]),
        idsSection(outcome),
        timelineSection([outcome], budget, cuts),
        apisSection(outcome, budget, cuts)
    ];
}
/** What is below the sentence of a target. */
function body(outcome, context, budget, cuts, heading) {
    return [
        errorSection(outcome, context, budget),
        placeOf(outcome, context.accountId),
        changesSection(outcome, budget, cuts, heading),
        groupsSection(outcome),
        failedApisSection(outcome, budget, cuts, heading),
        rungsSection(outcome, heading),
        checksSection(outcome, budget, cuts, heading),
        warningsSection(outcome, budget, cuts),
        rollbackSection(outcome, context.action, budget, cuts)
    ];
}
function several(report, budget, cuts) {
    const { outcomes, context, error, exported, result = resultOf(outcomes) } = report;
    const numbered = outcomes.map((outcome, index) => ({ outcome, number: index + 1 }));
    // in their order if all are shown; otherwise the worst ones
    const rows = numbered.length <= budget.rows
        ? numbered
        : numbered.toSorted((one, other) => byBadness(one.outcome, other.outcome)).slice(0, budget.rows);
    cuts.add('target', numbered.length - rows.length);
    const parts = rows.filter(({ outcome }) => budget.parts === 'all' || (budget.parts === 'red' && !isGreen(outcome.result)));
    if (budget.parts !== 'all')
        cuts.add('target section', rows.length - parts.length);
    const errors = budget.parts === 'none' ? rows.map(row => briefError(row, context, budget)) : [];
    return [
        outcomes.length === 0
            ? markup `## ${verdictOf(result)}`
            : markup `## ${verdictOf(result)}: ${countOf(result, outcomes)}`,
        outcomes.length > 0
            ? prose(tallyOf(outcomes))
            : result === 'failed'
                ? markup `Nothing was sent.`
                : NOTHING,
        result === 'cancelled' && outcomes.some(outcome => outcome.result === 'not-started')
            ? markup `Re-run the job to switch the targets that were not started.`
            : NOTHING,
        error === undefined ? NOTHING : errorAlert(error, context, budget),
        ...(exported === undefined ? [] : exportedBlocks(exported, budget, cuts)),
        context.accountId === undefined || outcomes.length === 0
            ? NOTHING
            : markup `Account ${shownName(context.accountId)}`,
        targetsTable(rows),
        ...errors,
        approvalSection(outcomes),
        ...parts.map(({ outcome, number }) => part(number, outcome, context, budget, cuts)),
        idsOfAll(rows),
        timelineSection(outcomes, budget, cuts)
    ];
}
/** `2 of 5 targets`; the result of a step may also be no target's own. */
function countOf(result, outcomes) {
    const count = outcomes.filter(outcome => outcome.result === result).length;
    const of = count === 0 || count === outcomes.length ? '' : `${count} of `;
    return `${of}${(0,runtime_text/* plural */.LS)(outcomes.length, 'target')}`;
}
function briefError({ number, outcome }, context, budget) {
    if (outcome.error === undefined)
        return NOTHING;
    return blocks([
        markup `Target ${number}, ${nameInManifest(outcome)}:`,
        errorSection(outcome, context, budget)
    ]);
}
/** Of several targets, only the names in the manifest are sure to differ. */
function nameInManifest({ target }) {
    return shownName(target.name);
}
/** Two columns fit on a phone. In a plan every result is the same, and is not repeated. */
function targetsTable(rows) {
    const isPlan = rows.every(({ outcome: { result } }) => result === 'planned');
    if (rows.every(({ outcome: { result } }) => result === 'valid')) {
        return table(['Target'], rows.map(({ number, outcome }) => [markup `${number}. ${nameInManifest(outcome)}`]));
    }
    // what a target that could not be planned would change is not known
    const isOfPlan = rows.some(({ outcome: { result } }) => result === 'planned' || result === 'drifted');
    return table(['Target', 'Changes'], rows.map(({ number, outcome }) => {
        const { error, result } = outcome;
        const code = error === undefined ? NOTHING : markup ` ${shownName(error.code)}`;
        const affected = affectedCell(outcome);
        return [
            join([
                markup `${number}. ${nameInManifest(outcome)}`,
                ...(isPlan ? [] : [markup `${verdictOf(result)}${code}`])
            ], '<br>'),
            join([
                isOfPlan && result === 'failed' ? NONE : changesCell(outcome),
                ...(affected === NONE ? [] : [affected])
            ], '<br>')
        ];
    }));
}
const NONE = markup `\u2013`;
/** The IDs that support needs, in one place, since the sections of the targets may be left out. */
function idsOfAll(rows) {
    const items = rows.map(({ outcome }) => ({ outcome, ids: idItems(outcome) }));
    return details(markup `Request IDs`, [
        list(items
            .filter(({ ids }) => ids.length > 0)
            .map(({ outcome, ids }) => join([nameInManifest(outcome), ...ids], '<br>')))
    ]);
}
/** What an apply would change or, after an apply, did change. */
function changesCell({ plan, hasChanges, changed, result, ...others }) {
    const isPlan = result === 'planned' || result === 'drifted';
    if (!isPlan && changed === false) {
        return wasSent({ plan, hasChanges, changed, result, ...others }) ? markup `restored` : markup `none`;
    }
    if (!isPlan && changed === undefined)
        return markup `not known`;
    if (plan?.difference === undefined)
        return isPlan ? markup `not known` : NONE;
    const { changes, omitted } = plan.difference;
    const { words } = kindOf(plan.target);
    if (words.definition !== 'definition' && changes.length > 0) {
        const steps = (0,model_target/* isLadder */.lq)(plan.target) ? markup `, ${(0,runtime_text/* plural */.LS)(plan.rungs.length, 'step')}` : NOTHING;
        return markup `${words.definition}${steps}`;
    }
    const leftOut = hasChanges === false && result !== 'drifted' ? 0 : omitted.length;
    if (changes.length + leftOut > 0) {
        const removals = (0,diff/* removalsIn */.vM)(changes).length;
        const removed = removals + leftOut;
        const rest = changes.length - removals;
        const changedKeys = rest === 0 ? [] : [`${(0,runtime_text/* plural */.LS)(rest, 'key')} changed`];
        const removedKeys = removed === 0 ? [] : [`${(0,runtime_text/* plural */.LS)(removed, 'key')} removed`];
        return join([...changedKeys, ...removedKeys].map(text => prose(text)), '<br>');
    }
    if (hasChanges === false)
        return markup `none`;
    return plan.live?.notInEffect === undefined ? markup `sent again, no key differs` : markup `deployed as saved`;
}
function affectedCell({ target, plan, progress, hasChanges, changed, result }) {
    const { completesByList, reportsCompletion, words } = kindOf(target);
    if (words.affectsOnlyItself)
        return NONE;
    const { one, many } = words.affected;
    const counted = (count) => completesByList
        ? markup `${(0,runtime_text/* plural */.LS)(count, words.member)}`
        : markup `${`${count} ${count === 1 ? one : many}`}`;
    if (result === 'planned' || result === 'drifted') {
        return plan?.affected === undefined || hasChanges === false ? NONE : counted(plan.affected.length);
    }
    if (progress === undefined || changed === false)
        return NONE;
    return reportsCompletion
        ? markup `${progress.updated} of ${counted(progress.total)}`
        : counted(progress.total);
}
/** The table of changes has a header, which is enough. */
const PART_HEADING = title => (title === 'Changes' ? NOTHING : markup `**${title}**`);
/** All of one target, collapsed if it succeeded. */
function part(number, outcome, context, budget, cuts) {
    const isWithoutChanges = outcome.result === 'planned' && outcome.hasChanges === false;
    return details(markup `${number}. ${(0,redact/* redactText */.Rd)(outcome.target.name)}: ${isWithoutChanges ? 'no changes' : verdictOf(outcome.result)}`, [
        sentenceOf(outcome, 'part'),
        // a page of many targets says once where they are, and saves lines
        ...body(outcome, { ...context, accountId: undefined }, budget, cuts, PART_HEADING),
        apisSection(outcome, budget, cuts)
    ], 
    // what is approved must be read
    outcome.result === 'planned'
        ? outcome.hasChanges !== false
        : outcome.result !== 'not-started' && !isGreen(outcome.result));
}
const MAX_VARIABLES = 100;
/** The longest manifest that is shown; the file is always whole. */
const page_LONGEST_SHOWN = 100_000;
/** The blocks of an export's summary. */
function exportedBlocks({ path, text, backends, stages, variables, remarks }, budget, cuts) {
    cuts.add('remark', remarks.length - budget.extras);
    const named = variables.slice(0, MAX_VARIABLES);
    cuts.add('variable', variables.length - named.length);
    const isShown = text.length <= page_LONGEST_SHOWN;
    cuts.add('manifest', isShown ? 0 : 1);
    return [
        markup `${(0,runtime_text/* plural */.LS)(backends, 'backend')} with ${(0,runtime_text/* plural */.LS)(stages, 'stage')}. Nothing was sent. The output ${shown('manifest-file')} holds the path of the manifest: ${shown(path)}. To use it in a later step, copy it to the workspace.`,
        markdown_alert('WARNING', remarks.slice(0, budget.extras).map(remark => prose(remark))),
        variables.length === 0
            ? NOTHING
            : markup `Secrets are not in the file. The input ${shown('variables')} must supply:`,
        list(named.map(name => shown(name))),
        isShown ? details(markup `Manifest`, [fence('yaml', text.trimEnd())]) : NOTHING
    ];
}

;// CONCATENATED MODULE: ./report/sinks/sink.js



/** What summary and comment show, without secrets. */
function pageContentOf({ outcomes, result, failure, exported, title, github, scrub }) {
    return scrub({
        outcomes,
        result,
        context: {
            action: actionReference(github.actionRepository, github.actionRef),
            helpPage: helpPage(github),
            runUrl: runUrl(github, github.runId),
            accountId: exported?.accountId ?? outcomes.find(({ accountId }) => accountId !== undefined)?.accountId
        },
        title,
        error: failure?.error,
        exported
    });
}

;// CONCATENATED MODULE: ./report/sinks/comment.js








/** For all pages of comments together, since the job waits. */
const LONGEST_COMMENT_MS = 60_000;
function createCommentSink(tools) {
    const { log, secrets, comments } = tools;
    return {
        name: 'comment on the pull request',
        async publish(view) {
            const { github, comment } = view;
            if (comment === undefined)
                return;
            const pullRequest = readPullRequest(github.eventPath);
            if (pullRequest === undefined) {
                log.notice('comment-on-pr: the event of this run has no pull request, so no comment was written');
                return;
            }
            const { token, subject, timeoutMs, signal = AbortSignal.timeout(LONGEST_COMMENT_MS) } = comment;
            const { repository, workflow, job } = github;
            const { marker, body } = renderComment(pageContentOf(view), { workflow, job, subject });
            const { address, leftOver } = await comments.upsert({
                token,
                repository,
                pullRequest,
                marker,
                body: secrets.scrub(body),
                timeoutMs,
                signal
            });
            log.info(`commented on the pull request: ${address}`);
            if (leftOver !== undefined) {
                log.warning(`a duplicate of the comment on the pull request could not be deleted: ${leftOver}`);
            }
        }
    };
}
/** GitHub's limit is 65,536. */
const MAX_COMMENT_CHARACTERS = 64_000;
/** Shorter than the summary, which has the rest. */
const BRIEF = {
    ...WHOLE,
    apis: 0,
    failedApis: 20,
    timeline: false,
    changes: 20,
    extras: 10,
    rows: 200,
    text: 1000
};
/** The comment on a pull request: the summary's content, shorter. */
function renderComment(report, key, maxCharacters = MAX_COMMENT_CHARACTERS) {
    const marker = markerOf(key);
    const run = markdown_link('The run', report.context.runUrl);
    const cutNote = (cuts) => markup `*Not shown here: ${cuts}.*`;
    const foot = markup `${run} has the log and the full summary.`.source;
    const limit = maxCharacters - marker.length - foot.length - 3;
    const text = fitted(budget => renderBlocks(report, budget, cutNote), limit, body => body.length, limitedTo(report, BRIEF));
    return { marker, body: `${marker}\n${text}\n\n${foot}` };
}
/**
 * What distinguishes a comment from others of the same workflow and job: the target or, for a manifest, the selection as
 * the author wrote it, so that a target added to the file does not start another comment. `./m.yml` and `m.yml` are one
 * file.
 */
function commentSubject({ regionId = '', manifest, targets }) {
    if (manifest === undefined) {
        return JSON.stringify(targets.map(target => [regionId, ...(0,model_target/* identityOf */.cu)(target)]));
    }
    const { path, selection, shard } = manifest;
    const names = selection.targets === 'all' ? 'all' : [...new Set(selection.targets)].sort();
    return JSON.stringify([
        external_node_path_namespaceObject.posix.normalize(path),
        selection.stageName,
        names,
        regionId,
        shard.index,
        shard.count
    ]);
}
/** An invisible HTML comment. A hash, so that no name can end it or be read in it. */
function markerOf({ workflow, job, subject }) {
    const hash = (0,external_node_crypto_.createHash)('sha256')
        .update(JSON.stringify([workflow, job, subject]))
        .digest('hex');
    return `<!-- switch-backend ${hash.slice(0, 32)} -->`;
}
/**
 * Whether a comment's body begins with the marker. Anyone can copy a marker, so a comment is ours only if its author is
 * also this token's identity.
 */
function isMarkedBy(marker, body) {
    return body.startsWith(marker) && /^\s*(?:[\r\n]|$)/.test(body.slice(marker.length));
}

;// CONCATENATED MODULE: external "node:url"
const external_node_url_namespaceObject = process.getBuiltinModule("node:url");
;// CONCATENATED MODULE: ./runtime/proxy.js



/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; the lower-case spelling takes precedence, as in curl. They are checked here,
 * because Node silently connects directly if the URL of a proxy is not supported, and writes the URL with its password into the
 * error message if it is malformed.
 */
function readProxySettings(env) {
    const problems = [];
    const secrets = [];
    const read = (name) => {
        const variable = [name.toLowerCase(), name].find(spelling => (env[spelling] ?? '') !== '');
        const value = variable === undefined ? '' : (env[variable] ?? '').trim();
        if (variable === undefined || value === '')
            return undefined;
        const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
        if (url === null || url.hostname === '') {
            problems.push({ variable, reason: 'is not a URL; must be http://[user:password@]host[:port]' });
            return undefined;
        }
        if (url.protocol !== 'http:' && url.protocol !== 'https:') {
            problems.push({
                variable,
                reason: `has the scheme ${url.protocol.slice(0, -1)}; only http and https proxies are supported`
            });
            return undefined;
        }
        for (const part of [url.username, url.password]) {
            if (part === '')
                continue;
            const decoded = proxy_decode(part);
            secrets.push(part, ...(decoded === undefined ? [] : [decoded]));
            if (decoded === undefined) {
                problems.push({ variable, reason: 'has a % in its user name or password that is not encoded as %25' });
                return undefined;
            }
        }
        return url;
    };
    const proxies = { 'https:': read('HTTPS_PROXY'), 'http:': read('HTTP_PROXY') };
    const noProxy = [env['no_proxy'], env['NO_PROXY']].find(value => (value ?? '') !== '') ?? '';
    const exempt = readNoProxy(noProxy);
    return {
        secrets,
        problems,
        proxyFor: url => {
            const proxy = url.protocol === 'https:' ? proxies['https:'] : proxies['http:'];
            return proxy === undefined || (0,host/* isLoopback */.U9)(url.hostname) || exempt(url) ? undefined : proxy;
        }
    };
}
function proxy_decode(part) {
    try {
        return decodeURIComponent(part);
    }
    catch {
        return undefined;
    }
}
/**
 * Reads the value of `NO_PROXY`: entries separated by commas or whitespace, in the forms that curl supports
 * (https://curl.se/docs/manpage.html#--noproxy), and unambiguous forms of other tools.
 *
 * - `*`: everything
 * - `example.com`, `.example.com`: the host and every host below it
 * - `*.example.com`: every host below it
 * - `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`: the address, as written in a URL
 * - `192.0.2.0/24`, `2001:db8::/32`: every address of the network
 * - any of these with `:port`; an IPv6 address must then be in brackets
 *
 * Names are not resolved. An entry in another form exempts nothing.
 */
function readNoProxy(list) {
    const rules = list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(entry => entry !== '')
        .flatMap(entry => readEntry(entry) ?? []);
    return url => {
        const name = url.hostname
            .toLowerCase()
            .replace(/^\[|\]$/g, '')
            .replace(/\.$/, '');
        const host = { name, family: (0,external_node_net_.isIP)(name) };
        const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
        return rules.some(rule => (rule.port === undefined || rule.port === port) && rule.covers(host));
    };
}
function readEntry(entry) {
    // none of the colons in a bare IPv6 address starts a port
    const [, place = entry, port] = (0,external_node_net_.isIP)(entry) === 6 ? [] : (/^(.+):(\d{1,5})$/.exec(entry) ?? []);
    const covers = readPlace(place);
    return covers && { covers, port: port === undefined ? undefined : Number(port) };
}
function readPlace(place) {
    if (place === '*')
        return () => true;
    const [, bare, bracketed, bits] = /^(?:([^[\]/%]+)|\[([^[\]/%]+)\])(?:\/(\d{1,3}))?$/.exec(place) ?? [];
    const address = bare ?? bracketed ?? '';
    const family = (0,external_node_net_.isIP)(address);
    if (family !== 0)
        return readNetwork(address, family, bits);
    const wildcard = place.startsWith('*.');
    const name = toAscii(place.replace(/^\*?\.+/, '').replace(/\.+$/, ''));
    // invalid networks, and patterns that no tool supports
    if (name === '' || /[*/[\]:]/.test(name))
        return undefined;
    return host => host.family === 0 && (host.name.endsWith(`.${name}`) || (!wildcard && host.name === name));
}
function readNetwork(address, family, bits) {
    const length = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? length : Number(bits);
    if (prefix > length)
        return undefined;
    const network = new external_node_net_.BlockList();
    network.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
    return host => {
        if (host.family === 6)
            return network.check(host.name, 'ipv6');
        // `::/0` would also contain every IPv4 address
        return host.family === 4 && family === 4 && network.check(host.name, 'ipv4');
    };
}
/** The host of a URL is always ASCII. */
function toAscii(name) {
    return /^[\x21-\x7e]*$/.test(name) ? name : (0,external_node_url_namespaceObject.domainToASCII)(name);
}

;// CONCATENATED MODULE: ./github/comments.js








const PAGE_SIZE = 100;
/** Comments on pull requests of the GitHub server of the job. The client is loaded when the first comment is written. */
function createCommentService(env, clock, { scrub }) {
    return {
        async upsert(request) {
            const exchange = createExchange({
                proxyFor: readProxySettings(env).proxyFor,
                maxBodyBytes: comments_MAX_BODY_BYTES
            });
            try {
                return await upsert(request, env['GITHUB_API_URL'] || 'https://api.github.com', fetchOver(exchange, clock, request), scrub);
            }
            catch (error) {
                throw explain(error, scrub);
            }
        }
    };
}
const comments_MAX_BODY_BYTES = 32 * 1024 * 1024;
async function upsert(request, baseUrl, fetch, scrub) {
    const { getOctokit } = await __nccwpck_require__.e(/* import() */ 329).then(__nccwpck_require__.bind(__nccwpck_require__, 1329));
    const octokit = getOctokit(request.token, { baseUrl, request: { fetch } });
    const conversation = openConversation(octokit, request);
    const marked = await conversation.marked();
    if (marked.length === 0)
        return written(await conversation.create());
    const login = await loginOf(octokit);
    // if GitHub does not return the token's login, a new comment shows it; that comment stays if it is the only one
    const proof = login === undefined ? await conversation.create() : undefined;
    const own = marked.filter(({ user }) => comments_isSame(user?.login, login ?? proof?.user?.login));
    const updated = await updateOldest(conversation, own);
    if (updated === undefined)
        return written(proof ?? (await conversation.create()));
    const extra = [...updated.others, ...(proof === undefined ? [] : [proof])];
    return written(updated.comment, await removeAll(conversation, extra, scrub));
}
/** Compares logins case-insensitively. An unknown author never matches, because anyone can write this action's marker into a comment. */
function comments_isSame(login, other) {
    return login !== undefined && login.toLowerCase() === other?.toLowerCase();
}
function written(comment, leftOver) {
    const { html_url: address } = comment;
    return { address: typeof address === 'string' ? address : 'GitHub did not return its URL', leftOver };
}
function openConversation(octokit, request) {
    const { issues } = octokit.rest;
    const { pullRequest: issue_number, body, marker } = request;
    const [owner = '', repo = ''] = request.repository.split('/');
    return {
        async marked() {
            const place = { owner, repo, issue_number, per_page: PAGE_SIZE };
            const found = await octokit.paginate(issues.listComments, place, ({ data }) => markedOf(data, marker));
            return found.sort((one, other) => one.id - other.id);
        },
        create: async () => (await issues.createComment({ owner, repo, issue_number, body })).data,
        update: async ({ id }) => (await issues.updateComment({ owner, repo, comment_id: id, body })).data,
        async remove({ id }) {
            await issues.deleteComment({ owner, repo, comment_id: id });
        }
    };
}
function markedOf(data, marker) {
    if (!Array.isArray(data))
        throw new Error('GitHub returned no list of comments');
    return data.filter(({ body }) => isMarkedBy(marker, body ?? ''));
}
/** Updates the oldest comment that still exists; `undefined` if all were deleted since they were listed. */
async function updateOldest(conversation, own) {
    for (const [index, comment] of own.entries()) {
        try {
            return { comment: await conversation.update(comment), others: own.slice(index + 1) };
        }
        catch (error) {
            if (!isGone(error))
                throw error;
        }
    }
    return undefined;
}
/** @returns why a comment could not be deleted; `undefined` if all were */
async function removeAll(conversation, comments, scrub) {
    for (const comment of comments) {
        try {
            await conversation.remove(comment);
        }
        catch (error) {
            // the others would fail the same way
            if (!isGone(error))
                return explain(error, scrub).message;
        }
    }
    return undefined;
}
function isGone(error) {
    return (0,json/* isObject */.Gv)(error) && (error['status'] === 404 || error['status'] === 410);
}
/**
 * The login of the token; `undefined` if GitHub refuses to return it. The token of an app, such as a workflow's own, is not allowed
 * to call `GET /user`; GraphQL's `viewer` works with every token, if the server has GraphQL. Other failures are thrown.
 */
async function loginOf(octokit) {
    let viewerError;
    try {
        const { viewer } = await octokit.graphql('{ viewer { login } }');
        if (viewer !== null)
            return viewer.login;
    }
    catch (error) {
        viewerError = error instanceof Error ? error : new Error((0,action_error/* messageOf */.bD)(error));
    }
    try {
        return (await octokit.rest.users.getAuthenticated()).data.login;
    }
    catch (userError) {
        if (viewerError !== undefined && !isRefusal(viewerError))
            throw viewerError;
        if (!isRefusal(userError))
            throw userError;
        return undefined;
    }
}
/** Whether GitHub refused the call to this token, or does not have the API. */
function isRefusal(error) {
    if (!(0,json/* isObject */.Gv)(error))
        return false;
    if (error['name'] === 'GraphqlResponseError')
        return true;
    const status = Number(error['status']);
    return status >= 400 && status < 500 && status !== 429 && !isRateLimit(error);
}
/** The error with its meaning and cure. */
function explain(error, scrub) {
    const code = codeOf(error);
    const { meaning, cure } = action_codes/* GITHUB_CODES */.l[code];
    const message = `${meaning} ${cure} GitHub says: ${(0,runtime_text/* oneLine */.TN)(scrub((0,action_error/* messageOf */.bD)(error)), 500)}`;
    return new action_error/* ActionError */.lZ(code, message, { cure, cause: error });
}
function codeOf(error) {
    if (!(0,json/* isObject */.Gv)(error))
        return 'GitHub';
    switch (Number(error['status'])) {
        case 401:
            return 'GitHub.401';
        case 403:
            return isRateLimit(error) ? 'GitHub.RateLimit' : 'GitHub.403';
        case 404:
            return 'GitHub.404';
        case 422:
            return 'GitHub.422';
        case 429:
            return 'GitHub.RateLimit';
        default:
            return 'GitHub';
    }
}
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: a rate limit can also be a 403. */
function isRateLimit({ response, message }) {
    const headers = (0,json/* isObject */.Gv)(response) && (0,json/* isObject */.Gv)(response['headers']) ? response['headers'] : {};
    return (headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        (typeof message === 'string' && /rate limit/i.test(message)));
}
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];
/** The attempts for a read. A write gets one: a repeated write could create a second comment. */
const READ_ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
/** The part of `fetch` that the GitHub client uses, on top of an Exchange, with the step's proxies, limits and time-outs. */
function fetchOver(exchange, clock, { timeoutMs, signal }) {
    return async (url, { method: name = 'GET', headers = {}, body } = {}) => {
        const method = METHODS.find(known => known === name);
        if (method === undefined)
            throw new Error(`unsupported method ${name}`);
        const request = {
            method,
            url: new URL(url),
            headers: Object.fromEntries(new Headers(headers)),
            ...(typeof body === 'string' ? { body } : {}),
            timeoutMs,
            signal
        };
        const response = isRead(request)
            ? await readWithRetries(request, exchange, clock)
            : await exchange(request);
        if (!isFromGitHub(request, response)) {
            throw new Error(`HTTP ${response.status} without JSON, which is not a response of its API`);
        }
        const responseHeaders = Object.entries(response.headers).flatMap(([name, value]) => (Array.isArray(value) ? value : [value ?? '']).map((one) => [name, one]));
        const isEmpty = response.status === 204 || response.status === 205 || response.status === 304;
        return new Response(isEmpty ? null : response.body, { status: response.status, headers: responseHeaders });
    };
}
/** The client takes a redirect and any page with a success status for a success, and an empty one for a list without comments. */
function isFromGitHub({ method }, { status, headers }) {
    if (status >= 400)
        return true;
    if (method === 'DELETE')
        return status < 300;
    return status < 300 && status !== 204 && /json/i.test(headers['content-type'] ?? '');
}
/** A GraphQL query is a POST that changes nothing. */
function isRead({ method, url, body }) {
    if (method !== 'POST')
        return method === 'GET';
    return url.pathname.endsWith('/graphql') && typeof body === 'string' && isQuery(JSON.parse(body));
}
/** Whether a document starts with a query, and no mutation or subscription follows. */
function isQuery(operation) {
    const query = (0,json/* isObject */.Gv)(operation) ? operation['query'] : undefined;
    return (typeof query === 'string' &&
        /^\s*(?:query\b|\{)/.test(query) &&
        !/\}\s*(?:mutation|subscription)\b/.test(query));
}
async function readWithRetries(request, exchange, clock) {
    for (let left = READ_ATTEMPTS - 1, delayMs = FIRST_DELAY_MS;; left--, delayMs *= 2) {
        try {
            const response = await exchange(request);
            if (left === 0 || isFinal(response))
                return response;
        }
        catch (error) {
            if (left === 0 || !(error instanceof transport_error/* TransportError */.dA) || request.signal?.aborted === true)
                throw error;
        }
        await clock.sleep(delayMs * (0.5 + clock.random() / 2), request.signal);
    }
}
/** Whether a retry would not help: a success is JSON, and a client error is permanent. */
function isFinal({ status, body }) {
    if (status >= 400 && status < 500)
        return true;
    try {
        return status < 300 && typeof JSON.parse(body) === 'object';
    }
    catch {
        return false;
    }
}

// EXTERNAL MODULE: ./inputs/parsers.js
var parsers = __nccwpck_require__(6612);
// EXTERNAL MODULE: ./inputs/source.js
var inputs_source = __nccwpck_require__(1099);
;// CONCATENATED MODULE: ./inputs/network.js







const NETWORK = {
    'region-id': { parse: parsers/* region */.Ny },
    endpoint: { parse: parsers/* endpoint */.sR },
    'apig-endpoint': { parse: parsers/* endpoint */.sR },
    network: { parse: parsers/* oneOf */.yL('public', 'vpc'), fallback: 'public' },
    'sts-endpoint': { parse: parsers/* endpoint */.sR },
    'request-timeout': { parse: parsers/* duration */.p0, fallback: '10s' },
    'max-attempts': { parse: parsers/* integer */.nd(1, 20), fallback: '5' }
};
const REGION_VARIABLES = ['ALIBABA_CLOUD_REGION_ID', 'ALICLOUD_REGION', 'ALIBABACLOUD_REGION_ID'];
/** The proxy of each request. Variables that turn protection off are refused. */
function network_readNetwork(source, env) {
    const proxies = readProxySettings(env);
    for (const { variable, reason } of proxies.problems)
        source.report(variable, reason);
    if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
        source.report('NODE_TLS_REJECT_UNAUTHORIZED', 'is 0, which turns certificate verification off: remove it, and add private certificates with NODE_EXTRA_CA_CERTS');
    }
    if (isEndless(env[VARIABLE] ?? '')) {
        source.report(VARIABLE, 'must be a file of certificates in PEM format: it is not a regular file, and Node might wait for it forever');
    }
    return proxies.proxyFor;
}
/** @param offline whether no requests are made, so that no region is required */
function readConnection(source, env, offline) {
    const value = source.reader(NETWORK);
    const network = value('network');
    const limits = { requestTimeoutMs: value('request-timeout'), maxAttempts: value('max-attempts') };
    const regionInput = value('region-id');
    const endpoints = readEndpoints(source);
    const region = readRegion(source, regionInput, env);
    let missing = false;
    const unserved = new Set();
    const places = {
        region,
        endpointOf(product, other) {
            const { isSet, url } = endpoints.of(product);
            if (isSet)
                return url;
            const regionId = other ?? region.regionId;
            if (regionId !== undefined) {
                const found = (0,model_endpoints/* regionalEndpoint */.N2)(regionId, network, product);
                const key = `${product.host} ${regionId}`;
                if (found === undefined && !unserved.has(key)) {
                    unserved.add(key);
                    source.report('network', noVpcEndpoint(product.name, regionId, product.endpointInput));
                }
                return found;
            }
            if (offline)
                return model_endpoints/* NO_ENDPOINT */.Qs;
            if (!region.isSet && !missing) {
                source.report('region-id', `is required, unless one of ${REGION_VARIABLES.join(', ')} is set`);
            }
            missing = true;
            return undefined;
        },
        serves(product, regionId) {
            const { url } = endpoints.of(product);
            // an endpoint of the service serves one region; any other may serve all of them
            return url === undefined || !(0,model_endpoints/* isServiceHost */.Qe)(url) || url.hostname.split('.').includes(regionId);
        }
    };
    return { ...limits, places, sts: readStsEndpoint(source, region, network, offline) };
}
const ENDPOINTS = ['endpoint', 'apig-endpoint'];
/** The endpoints that are set. */
function readEndpoints(source) {
    const value = source.reader(NETWORK);
    const isSet = ENDPOINTS.some(name => source.raw(name) !== '');
    const local = ENDPOINTS.map(name => value(name)).find(url => url !== undefined && (0,host/* isLoopback */.U9)(url.hostname));
    return {
        /** Whether there is any, valid or not. */
        isSet,
        /** The first one on loopback. It is the default of the others, so that a rehearsal never reaches the real cloud. */
        local,
        /** The endpoint of a product, and whether one is set, valid or not. */
        of({ endpointInput }) {
            const name = ENDPOINTS.find(input => input === endpointInput);
            const isOwn = name !== undefined && source.raw(name) !== '';
            return isOwn ? { isSet: true, url: value(name) } : { isSet: local !== undefined, url: local };
        }
    };
}
function noVpcEndpoint(product, regionId, input) {
    return `is vpc, but ${product} has no VPC endpoint in ${regionId}: set ${input}, or network: public`;
}
/** The region from the input or the environment. */
function readRegion(source, input, env) {
    if (source.raw('region-id') !== '')
        return { regionId: input, isSet: true };
    const variable = REGION_VARIABLES.find(name => (env[name] ?? '').trim() !== '');
    if (variable === undefined)
        return { regionId: undefined, isSet: false };
    const regionId = (0,inputs_source/* attempt */.CD)(() => parsers/* region */.Ny((env[variable] ?? '').trim()), source, variable);
    return { regionId, isSet: true };
}
/** @param offline whether no requests are made, so that no region is required */
function readStsEndpoint(source, region, network, offline = false) {
    const value = source.reader(NETWORK);
    const own = value('sts-endpoint');
    const endpoints = readEndpoints(source);
    let reported = false;
    let used;
    const byRegion = () => {
        if (endpoints.local !== undefined)
            return endpoints.local;
        if (region.regionId !== undefined) {
            const found = (0,model_endpoints/* stsEndpoint */.u1)(region.regionId, network);
            if (found === undefined && !reported) {
                source.report('network', noVpcEndpoint('STS', region.regionId, 'sts-endpoint'));
            }
            reported ||= found === undefined;
            return found;
        }
        // a region that the API endpoint requires as well is reported there
        if (!offline && !region.isSet && !reported && endpoints.isSet) {
            source.report('sts-endpoint', 'is required unless region-id is set');
        }
        reported = true;
        return undefined;
    };
    return {
        needed: () => (used ??= source.raw('sts-endpoint') === '' ? byRegion() : own),
        get used() {
            return used;
        }
    };
}
const VARIABLE = 'NODE_EXTRA_CA_CERTS';
const CERTIFICATE = /-----BEGIN (?:X509 )?CERTIFICATE-----[^]*?(?:-----END (?:X509 )?CERTIFICATE-----|$)/g;
/**
 * The problem with the file of `NODE_EXTRA_CA_CERTS`; `undefined` if the variable is not set, or the file is valid. Node
 * ignores a file that it cannot use, with at most a line on stderr, and does not trust its authorities.
 */
function extraAuthoritiesProblem(env) {
    const path = env[VARIABLE] ?? '';
    if (path === '')
        return undefined;
    const reason = reasonOf(path);
    return (reason &&
        `${VARIABLE} names "${(0,runtime_text/* oneLine */.TN)(path, 300)}", which ${reason}: its authorities are not trusted. Set it to a readable file of certificates in PEM format.`);
}
/** Whether reading the file may never end. Node reads it in a thread of its own, which keeps the process alive. */
function isEndless(path) {
    try {
        const stats = (0,external_node_fs_namespaceObject.statSync)(path);
        return !stats.isFile() && !stats.isDirectory() && path !== '/dev/null';
    }
    catch {
        // extraAuthoritiesProblem warns about it
        return false;
    }
}
/** Larger than any bundle of authorities; the largest ones have 1 MiB. */
const MAX_AUTHORITIES_BYTES = 16 * 1024 * 1024;
function reasonOf(path) {
    let text;
    try {
        const stats = (0,external_node_fs_namespaceObject.statSync)(path);
        if (stats.isDirectory())
            return 'is a folder';
        // a named pipe or a device is an input error, because reading it may never end
        if (!stats.isFile())
            return undefined;
        if (stats.size > MAX_AUTHORITIES_BYTES)
            return `is larger than ${MAX_AUTHORITIES_BYTES / 1024 / 1024} MiB`;
        text = (0,external_node_fs_namespaceObject.readFileSync)(path, 'latin1');
    }
    catch (error) {
        const code = error.code ?? 'no code';
        if (code === 'ENOENT')
            return 'does not exist';
        return `cannot be read (${code})`;
    }
    const certificates = text.match(CERTIFICATE) ?? [];
    if (certificates.length === 0) {
        // OpenSSL's own format, which adds the purposes that a certificate is trusted for
        return text.includes('-----BEGIN TRUSTED CERTIFICATE-----')
            ? 'contains only certificates labeled TRUSTED CERTIFICATE, which Node ignores'
            : 'contains no certificate in PEM format (-----BEGIN CERTIFICATE-----)';
    }
    // loaded here, because few steps have such a file
    const { X509Certificate } = process.getBuiltinModule('node:crypto');
    const bad = certificates.findIndex(certificate => {
        try {
            return new X509Certificate(certificate).raw.length === 0;
        }
        catch {
            return true;
        }
    });
    return bad < 0 ? undefined : `contains a damaged certificate (number ${bad + 1} of ${certificates.length})`;
}

// EXTERNAL MODULE: ./runtime/stamp.js
var stamp = __nccwpck_require__(3748);
;// CONCATENATED MODULE: ./inputs/checks.js




// The checks before and after a write, how long the step waits for it, and whether a failure is rolled back.
const CHECKS = {
    wait: { parse: parsers/* wait */.uk, fallback: 'auto' },
    'wait-timeout': { parse: parsers/* duration */.p0, fallback: '10m' },
    'preflight-url': { parse: parsers/* probeUrls */.Vx, fallback: 'none', guard: true, secrets: secretsOfUrls },
    'probe-url': { parse: parsers/* probeUrls */.Vx, fallback: 'none', guard: true, secrets: secretsOfUrls },
    'probe-headers': { parse: parsers/* probeHeaders */.pG, secrets: secretsOfHeaders },
    'probe-status': { parse: parsers/* statusRanges */.F, fallback: '200-299' },
    'probe-contains': { parse: parsers/* text */.Qq },
    'probe-timeout': { parse: parsers/* duration */.p0, fallback: '60s' },
    'bake-time': { parse: parsers/* durationOrZero */.Od, fallback: '0' },
    'rollback-on-failure': { parse: parsers/* boolean */.zM, fallback: 'false' }
};
/** `undefined` if a problem was reported. */
function readCheckUrls(source) {
    const value = source.reader(CHECKS);
    const preflightUrls = value('preflight-url');
    const probeUrls = value('probe-url');
    return preflightUrls === undefined || probeUrls === undefined ? undefined : { preflightUrls, probeUrls };
}
function readProbe(source) {
    const value = source.reader(CHECKS);
    const headers = value('probe-headers') ?? {};
    const status = value('probe-status');
    const timeoutMs = value('probe-timeout');
    if (status === undefined || timeoutMs === undefined)
        return undefined;
    return { headers, status, contains: value('probe-contains') ?? '', timeoutMs };
}
/** Reports checks that are invalid in combination. */
function crossCheckChecks(source, targets) {
    const value = source.reader(CHECKS);
    const bakes = (value('bake-time') ?? 0) > 0;
    if (bakes)
        reportUnbaked(source, targets);
    if (value('wait') !== 'never')
        return;
    const followed = 'to be followed to completion, which wait: false does not do';
    const reason = `requires the write ${followed}`;
    const probed = targets?.find(target => target.probeUrls.length > 0);
    if ((value('probe-url')?.length ?? 0) > 0)
        source.report('probe-url', reason);
    else if (probed !== undefined)
        source.report('manifest', `probe-url of ${probed.name} ${reason}`);
    const ladder = targets?.find(model_target/* isLadder */.lq);
    if (isLadderSet(source))
        source.report('weight-steps', `requires each write ${followed}`);
    else if (ladder !== undefined) {
        source.report('manifest', `weight-steps of ${ladder.name} requires each write ${followed}`);
    }
    if (bakes)
        source.report('bake-time', reason);
    if (value('rollback-on-failure') === true)
        source.report('rollback-on-failure', reason);
}
const MAX_NAMED = 5;
/** A bake without a URL would succeed without checking anything. */
function reportUnbaked(source, targets) {
    const value = source.reader(CHECKS);
    const without = (targets ?? []).filter(target => target.probeUrls.length === 0 && !((0,model_target/* isLadder */.lq)(target) && target.preflightUrls.length > 0));
    const isAlone = source.raw('manifest') === '';
    if (without.length === 0 && (targets !== undefined || !isAlone))
        return;
    // if the targets could not be read, only the input shows whether there is a URL
    const isPreflighted = isLadderSet(source) && (value('preflight-url') ?? []).length > 0;
    if (targets === undefined && (value('probe-url')?.length !== 0 || isPreflighted))
        return;
    const names = without.map(({ name }) => name);
    const whose = isAlone ? '' : ` for ${(0,runtime_text/* joinUpTo */.jH)(names, MAX_NAMED)}`;
    source.report('bake-time', `requires probe-url, which is not set${whose}`);
}
/** Whether `weight-steps` of native/action.yml is set. Reads the raw value, because other problems may leave the target unknown. */
function isLadderSet(source) {
    return !['', 'none'].includes(source.raw('weight-steps'));
}
const checks_linesOf = (raw) => raw.split(/[\r\n]+/);
/** The secrets of URLs, as written and as parsed; of malformed lines, too. */
function secretsOfUrls(raw) {
    return checks_linesOf(raw)
        .flatMap(line => [line, URL.parse(line.trim())?.href ?? ''])
        .flatMap(text => (0,redact/* secretsOf */.Fj)(text));
}
/** The values of headers; of malformed lines, too. */
function secretsOfHeaders(raw) {
    return (checks_linesOf(raw)
        // neither is a secret, and both appear in names, URLs and errors
        .filter(line => !/^\s*(?:x-ca-stage|host)\s*:/i.test(line))
        .map(line => line.replace(/^[^:]*:/, '').trim())
        // of `Bearer TOKEN`, also the token alone
        .flatMap(value => [value, value.replace(/^[\w-]+\s+/, '')]));
}

// EXTERNAL MODULE: ./cloud/response.js
var cloud_response = __nccwpck_require__(9219);
// EXTERNAL MODULE: ./credentials/keys.js
var credentials_keys = __nccwpck_require__(677);
;// CONCATENATED MODULE: ./credentials/keyless.js












const ASSUME_ROLE = OPERATIONS.assumeRole;
const ACTION = ASSUME_ROLE.action;
const ID_TOKEN = { action: 'the OIDC token request' };
/** Both responses are a few kilobytes. */
const keyless_MAX_BODY_BYTES = 1024 * 1024;
/** STS accepts no longer token. */
const LONGEST_TOKEN = 20_000;
const LONGEST_REJECTION = 200;
/** Temporary credentials of a role, fetched at their first use. */
function keylessCredentials(settings, tools) {
    const { roleArn } = settings;
    const [, accountId] = /^acs:ram::(\d+):/.exec(roleArn) ?? [];
    return {
        // not the keys: these change with each renewal, and in the post step
        identity: roleArn,
        description: `role ${roleArn}, assumed with GitHub's OIDC token`,
        ...(accountId === undefined ? {} : { accountId }),
        keys: oidcKeys(settings, tools)
    };
}
/** Fetches credentials of a role, each time with a new OIDC token of GitHub. Nothing of this is written to disk. */
function oidcKeys(settings, tools) {
    const exchange = createExchange({ proxyFor: tools.proxyFor, maxBodyBytes: keyless_MAX_BODY_BYTES });
    return (0,credentials_keys/* createRenewing */.GL)(async (options) => {
        try {
            return await fetchLease({ ...tools, settings, exchange, signal: options.signal }, options);
        }
        catch (error) {
            throw couldNotAssume(error, settings);
        }
    }, { ...tools, late: withinMs => tooLate(withinMs, settings) });
}
function tooLate(withinMs, { roleArn, endpoint, idToken }) {
    return new call_error/* CallError */.RA({
        operation: ASSUME_ROLE,
        fault: 'credentials',
        code: (0,call_error/* transportCode */.tV)('timeout'),
        message: `could not assume role ${roleArn} within ${(0,runtime_clock/* formatDuration */.a3)(withinMs)}`,
        ambiguous: false,
        cure: `Check that the runner can reach ${idToken.url.host} and ${endpoint.host}. Behind a proxy, set HTTPS_PROXY.`
    });
}
async function fetchLease(call, { once }) {
    const { clock, log, signal, settings } = call;
    const retrying = {
        ...call,
        // few calls, but the whole step waits for them: they have a budget of their own
        budget: (0,retry/* createRetryBudget */.Ce)(),
        once,
        deadline: (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, signal)
    };
    const token = await (0,retry/* withRetry */.bD)(() => requestIdToken(call), retrying);
    const lease = await (0,retry/* withRetry */.bD)(() => keyless_assumeRole(call, token), retrying);
    const until = new Date(clock.wall() + lease.lifetimeMs).toISOString();
    log.info(`assumed role ${settings.roleArn} as ${settings.sessionName}; the credentials expire at ${until}`);
    return lease;
}
/** https://docs.github.com/actions/reference/security/oidc */
async function requestIdToken(call) {
    const { settings, secrets } = call;
    const url = new URL(settings.idToken.url);
    url.searchParams.set('audience', settings.audience);
    const headers = { authorization: `Bearer ${settings.idToken.bearer}` };
    const response = await keyless_send(call, ID_TOKEN, { method: 'GET', url, headers });
    const token = tokenIn(response);
    if (token === undefined)
        throw noToken(response, secrets);
    secrets.add(token);
    return token;
}
async function keyless_send({ exchange, requestTimeoutMs: timeoutMs, signal }, operation, request) {
    const headers = { accept: 'application/json', 'user-agent': USER_AGENT, ...request.headers };
    try {
        return await exchange({ ...request, headers, timeoutMs, signal });
    }
    catch (error) {
        throw (0,cloud_response/* asCallError */.pO)(operation, error);
    }
}
function tokenIn({ status, body }) {
    const token = status === 200 ? (0,decode/* textOf */.b6)((0,json/* parseObject */.lj)(body)?.['value']) : '';
    return token.length <= LONGEST_TOKEN && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
}
/** Shows nothing of a response that may contain a token; of a rejection it shows GitHub's own words, which people search for. */
function noToken(response, secrets) {
    const { status } = response;
    const failure = status === 200 ? 'returned no token' : `failed with HTTP ${status}`;
    const text = status < 400 ? '' : rejectionIn(response, secrets);
    // below 400, the response may be a page from something in between
    return new call_error/* CallError */.RA({
        operation: ID_TOKEN,
        fault: status < 400 ? 'malformed' : status === 429 ? 'busy' : status >= 500 ? 'server' : 'client',
        code: status < 400 ? 'MalformedResponse' : `IdToken.Http${status}`,
        status,
        message: `${ID_TOKEN.action} ${failure}${text === '' ? '' : `: ${text}`}`,
        ambiguous: false,
        retryAfterMs: (0,cloud_response/* retryAfterOf */.sT)(response)
    });
}
/** The text of a rejection, from JSON or plain text; nothing from an HTML page. */
function rejectionIn({ body }, { scrub }) {
    let text = /^\s*</.test(body) ? '' : body;
    try {
        const value = JSON.parse(body);
        text = (0,json/* isObject */.Gv)(value) ? (0,decode/* textOf */.b6)(value['message']) : (0,decode/* textOf */.b6)(value);
    }
    catch {
        // plain text
    }
    const withoutTokens = text.slice(0, LONGEST_TOKEN).replace(/[\w-]{16,}\.[\w-]{16,}(\.[\w-]*)?/g, '***');
    return (0,runtime_text/* oneLine */.TN)((0,decode/* serviceText */.Lo)(withoutTokens, scrub), LONGEST_REJECTION);
}
async function keyless_assumeRole(call, token) {
    const { settings, clock, secrets } = call;
    const form = new URLSearchParams({
        Action: ACTION,
        Version: ASSUME_ROLE.api.version,
        Format: 'JSON',
        Timestamp: `${new Date(clock.wall()).toISOString().slice(0, 19)}Z`,
        SignatureNonce: (0,external_node_crypto_.randomUUID)(),
        ...ASSUME_ROLE.encode({ ...settings, token }).form
    });
    try {
        const response = await keyless_send(call, ASSUME_ROLE, {
            method: 'POST',
            url: settings.endpoint,
            headers: {
                'content-type': 'application/x-www-form-urlencoded',
                // the gateway reads the name of a call from here or from the form
                'x-acs-action': ACTION,
                'x-acs-version': ASSUME_ROLE.api.version
            },
            body: form.toString()
        });
        const credentials = ASSUME_ROLE.decode((0,cloud_response/* readResponse */.Uk)(ASSUME_ROLE, response, {}, secrets.scrub));
        secrets.add(credentials.accessKeySecret, credentials.securityToken);
        return leaseOf(credentials, response, settings.sessionSeconds * 1000, clock.wall());
    }
    catch (error) {
        throw withClaims(error, token, settings);
    }
}
function leaseOf({ expiration, ...keys }, { headers }, requestedMs, now) {
    // by the service's clock if it reports the time: the runner's may be minutes off
    const respondedAt = Date.parse(headers.date ?? '') || now;
    const lifetimeMs = Math.min(requestedMs, expiration - respondedAt);
    if (Object.values(keys).some(key => key === '' || !(0,credentials_keys/* isCredential */.uo)(key)) || !(lifetimeMs > 0)) {
        throw (0,call_error/* malformedResponse */.pk)(ASSUME_ROLE, 'without usable credentials');
    }
    return { keys, lifetimeMs };
}
/**
 * Adds the claims of a rejected token to the error, never the token itself. A trust policy is shown only if the subject was
 * rejected: it does not help in any other case.
 */
function withClaims(error, token, settings) {
    if (!(error instanceof call_error/* CallError */.RA) || !isRejection(error))
        return error;
    const claims = claimsOf(token);
    return error.as({
        fault: 'client',
        ambiguous: false,
        message: `${(0,runtime_text/* withoutPeriod */.Kx)(error.message)}; the OIDC token has the sub "${claims.subject}", the aud "${claims.audience}" and the issuer "${claims.issuer}"`,
        ...adviceOn(error, claims, settings)
    });
}
function isRejection({ fault, status, code }) {
    return fault === 'denied' || isAboutToken(code) || (fault === 'client' && status === 401);
}
const isAboutToken = (code) => /^AuthenticationFail/i.test(code);
function adviceOn(error, claims, { roleArn, providerArn }) {
    const { code, message, advice } = error;
    if (isAboutToken(code) && /no such OIDC provider/i.test(message)) {
        return {
            cure: `Check oidc-provider-arn: the identity provider ${providerArn} does not exist. To create it, open the RAM console (Integrations > SSO) and set the issuer ${claims.issuer} and the client ID ${claims.audience}.`
        };
    }
    if (/^AuthenticationFail\.(NoPermission|.*(Subject|Condition))/i.test(code)) {
        return {
            cure: advice.cure,
            policy: {
                intro: 'If this job should be able to assume the role, set this trust policy, which allows this job only:',
                document: trustPolicy(providerArn, claims),
                note: claims.subject.includes(':environment:')
                    ? undefined
                    : 'The sub names no environment. Bind a role that can write to a job with `environment:`.'
            }
        };
    }
    // the caller has no identity to which RAM could grant anything
    if (error.fault === 'denied') {
        return {
            cure: `Check in the RAM console that the role ${roleArn} can be assumed by ${providerArn}, and in the resource directory that no control policy denies sts:AssumeRole.`
        };
    }
    return advice;
}
/** The failure as the call sees it that needed the credentials: retrying that call does not help. */
function couldNotAssume(error, settings) {
    if (!(error instanceof call_error/* CallError */.RA) || error.transport === 'aborted')
        return error;
    return error.as({
        fault: 'credentials',
        // the call that needed the credentials was not sent, whatever happened to this request
        ambiguous: false,
        message: `could not assume role ${settings.roleArn}: ${error.message}`,
        ...(error.fault === 'transport' ? { cure: transportCure(error, settings) } : adviceOfSts(error, settings))
    });
}
/** The catalog's cures for a wrong endpoint are about the API's endpoint as well. */
function adviceOfSts(error, { endpoint }) {
    const isWrongEndpoint = /^(InvalidAction|InvalidApi\.NotFound|InvalidVersion|NoSuchVersion)(\.|$)/i.test(error.code);
    return error.action === ACTION && isWrongEndpoint
        ? {
            cure: `Check sts-endpoint (sts.<region>.aliyuncs.com): ${endpoint.host} is not an STS endpoint, or does not support ${ACTION}.`
        }
        : error.advice;
}
/** The catalog's transport cures are about the API's endpoint. */
function transportCure(error, { endpoint, idToken }) {
    if (error.transport === 'tls' || error.transport === 'proxy' || error.transport === 'proxy-auth')
        return error.advice.cure;
    return error.action === ACTION
        ? `Check that the runner can reach ${endpoint.host} (region-id, network, sts-endpoint). Behind a proxy, set HTTPS_PROXY.`
        : `Check that the runner can reach ${idToken.url.host}. Behind a proxy, set HTTPS_PROXY.`;
}
const LONGEST_CLAIM = 300;
/** Reads the claims of a token without verifying it, which is up to the cloud. Never throws, and never returns more than these three. */
function claimsOf(token) {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { iss, sub, aud } = (0,json/* parseObject */.lj)(payload) ?? {};
    return { issuer: shownClaim(iss), subject: shownClaim(sub), audience: shownClaim(aud) };
}
function shownClaim(value) {
    if (typeof value === 'string')
        return (0,runtime_text/* oneLine */.TN)(value, LONGEST_CLAIM);
    const list = Array.isArray(value) ? value : [];
    return (0,runtime_text/* oneLine */.TN)(list.filter(item => typeof item === 'string').join(', '), LONGEST_CLAIM);
}
/** A complete trust policy for a role: one provider, with exactly this issuer, audience and subject. */
function trustPolicy(providerArn, { issuer, audience, subject }) {
    return JSON.stringify({
        Version: '1',
        Statement: [
            {
                Effect: 'Allow',
                Action: 'sts:AssumeRole',
                Principal: { Federated: [providerArn] },
                Condition: { StringEquals: { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject } }
            }
        ]
    });
}

;// CONCATENATED MODULE: ./inputs/credentials.js





// The identity of the step, and the accounts in which it is allowed to run.
const CREDENTIALS = {
    'access-key-id': { parse: parsers/* credential */.eE },
    'access-key-secret': { parse: parsers/* credential */.eE, secrets: raw => [raw] },
    'security-token': { parse: parsers/* credential */.eE, secrets: raw => [raw] },
    'role-to-assume': { parse: parsers/* roleArn */.w3 },
    'oidc-provider-arn': { parse: parsers/* providerArn */.Zj },
    audience: { parse: parsers/* audience */.hd, fallback: 'sts.aliyuncs.com' },
    'role-session-name': { parse: parsers/* sessionName */.Cy },
    'role-session-expiration': { parse: parsers/* sessionSeconds */.Q7, fallback: '3600' },
    'allowed-account-ids': { parse: parsers/* accountIds */.i3, fallback: 'any', guard: true }
};
const ROLE_INPUTS = [
    'role-to-assume',
    'oidc-provider-arn',
    'audience',
    'role-session-name',
    'role-session-expiration'
];
const URL_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_URL';
const TOKEN_VARIABLE = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';
/** The secrets of the environment, to be masked before anything else is read. */
function secretsOfEnvironment(source, env) {
    const names = credentials_keys/* KEY_VARIABLES */.A8.flatMap(family => [family.accessKeySecret, family.securityToken]);
    // whoever holds the token that requests OIDC tokens can act as this job
    return [...names, ...(isKeyless(source) ? [TOKEN_VARIABLE] : [])].map(name => env[name] ?? '');
}
/**
 * The credentials of a role, of the inputs, or of one family of environment variables. Sources are never mixed.
 * @param offline whether no credentials are required: none are returned, so that no request can be signed
 */
function readCredentials(source, env, sts, tools, offline = false) {
    const value = source.reader(CREDENTIALS);
    // checked even if nothing uses them
    for (const name of ROLE_INPUTS)
        value(name);
    if (offline && isKeyless(source)) {
        sts.needed();
        return checkRole(source, env) ? NO_CREDENTIALS : undefined;
    }
    const found = isKeyless(source) ? readKeyless(source, env, sts, tools) : findKeys(source, env, offline);
    return offline && found !== undefined ? NO_CREDENTIALS : found;
}
const NO_CREDENTIALS = {
    identity: 'none',
    description: 'nowhere: none are required',
    keys: () => Promise.reject(new Error('mode: validate makes no requests'))
};
function findKeys(source, env, offline) {
    const { raw, report } = source;
    const inputs = ['access-key-id', 'access-key-secret', 'security-token'];
    if (inputs.some(name => raw(name) !== '')) {
        const value = source.reader(CREDENTIALS);
        // a missing value is never taken from the environment
        const missing = ['access-key-id', 'access-key-secret'].filter(name => raw(name) === '');
        for (const name of missing) {
            report(name, `is required: set access-key-id and access-key-secret together.${name === missing[0] ? ` ${emptySecretCauses(env)}` : ''}`);
        }
        const accessKeyId = value('access-key-id');
        const accessKeySecret = value('access-key-secret');
        const securityToken = value('security-token');
        if (accessKeyId === undefined || accessKeySecret === undefined)
            return undefined;
        const keys = { accessKeyId, accessKeySecret, ...(securityToken === undefined ? {} : { securityToken }) };
        return (0,credentials_keys/* staticCredentials */.vU)(keys, 'the inputs');
    }
    const found = (0,credentials_keys/* keysFromEnvironment */.Wz)(env);
    if (found === undefined) {
        if (offline)
            return NO_CREDENTIALS;
        const empty = credentials_keys/* KEY_VARIABLES */.A8.flatMap(family => [family.accessKeyId, family.accessKeySecret]).filter(name => env[name] !== undefined);
        return report('access-key-id', 'is not set, nor is access-key-secret, and no credentials are in the environment' +
            `${empty.length === 0 ? '' : ` (empty: ${empty.join(', ')})`}. ${emptySecretCauses(env)} ` +
            'To provide credentials, set one of: ' +
            'role-to-assume with oidc-provider-arn, which requires no keys (and permissions: id-token: write); ' +
            'these inputs (with security-token for temporary credentials); or ' +
            credentials_keys/* KEY_VARIABLES */.A8.map(family => `${family.accessKeyId} with ${family.accessKeySecret}`).join('; or '));
    }
    if ('problem' in found) {
        const { variable, problem, isEmpty } = found;
        return report(variable, isEmpty ? `${problem}. ${emptySecretCauses(env)}` : problem);
    }
    return (0,credentials_keys/* staticCredentials */.vU)(found.keys, `the environment (${found.variable})`);
}
/** Whether the step assumes a role. One of the two inputs is enough: the step must not fall back to other credentials. */
function isKeyless({ raw }) {
    return raw('role-to-assume') !== '' || raw('oidc-provider-arn') !== '';
}
/** Whether the role and its provider are set, and no keys; problems are reported. */
function checkRole(source, env) {
    const { raw, report } = source;
    const both = ['access-key-id', 'access-key-secret', 'security-token'].filter(name => raw(name) !== '');
    if (both.length > 0) {
        report('role-to-assume', `cannot be set together with ${both.join(' and ')}: set a role or keys, not both`);
    }
    for (const [name, other] of [
        ['role-to-assume', 'oidc-provider-arn'],
        ['oidc-provider-arn', 'role-to-assume']
    ]) {
        if (raw(name) !== '')
            continue;
        report(name, `is required with ${other}. ${emptySecretCauses(env)}`);
    }
    return both.length === 0 && raw('role-to-assume') !== '' && raw('oidc-provider-arn') !== '';
}
/** Credentials of `role-to-assume`; `undefined` with every problem reported. */
function readKeyless(source, env, sts, tools) {
    const value = source.reader(CREDENTIALS);
    const isWhole = checkRole(source, env);
    const roleArn = value('role-to-assume');
    const providerArn = value('oidc-provider-arn');
    const audience = value('audience');
    const sessionName = source.raw('role-session-name') === '' ? defaultSessionName(env) : value('role-session-name');
    const sessionSeconds = value('role-session-expiration');
    const endpoint = sts.needed();
    const idToken = readIdToken(source, env);
    if (!isWhole ||
        roleArn === undefined ||
        providerArn === undefined ||
        audience === undefined ||
        sessionName === undefined ||
        sessionSeconds === undefined ||
        endpoint === undefined ||
        idToken === undefined) {
        return undefined;
    }
    const settings = { roleArn, providerArn, audience, sessionName, sessionSeconds, endpoint, idToken };
    return keylessCredentials(settings, tools);
}
/** Where this job requests its OIDC token from GitHub. */
function readIdToken({ report }, env) {
    const address = (env[URL_VARIABLE] ?? '').trim();
    const bearer = (env[TOKEN_VARIABLE] ?? '').trim();
    if (address === '' || bearer === '') {
        return report('role-to-assume', `requires a GitHub OIDC token, and this job is not allowed to request one (${address === '' ? URL_VARIABLE : TOKEN_VARIABLE} is not set). ${missingTokenCause(env)}Add to the job:
    permissions:
      id-token: write
      contents: read
  Permissions that are not listed are removed: contents: read is for actions/checkout. With a reusable workflow, the calling job requires the permission, too. A pull request from a fork never receives a token.`);
    }
    const url = URL.parse(address);
    if (url === null ||
        !(url.protocol === 'https:' || (url.protocol === 'http:' && (0,host/* isLoopback */.U9)(url.hostname)))) {
        return report(URL_VARIABLE, 'must be an https URL: the runner sets it, and nothing else should');
    }
    if (!(0,credentials_keys/* isCredential */.uo)(bearer)) {
        return report(TOKEN_VARIABLE, 'contains an invalid character: the runner sets it, and nothing else should');
    }
    return { url, bearer };
}
const LONGEST_SESSION_NAME = 64;
/** Repository and run, for the cloud's audit log; the run is never truncated. */
function defaultSessionName(env) {
    const run = env['GITHUB_RUN_ID'] ?? '';
    const repository = (env['GITHUB_REPOSITORY'] ?? '').replaceAll(/[^\w.@-]+/g, '-') || 'switch-backend';
    const end = run === '' ? '' : `-${run.replaceAll(/[^\w.@-]+/g, '-').slice(0, 32)}`;
    // STS requires at least two characters
    return `${repository.slice(0, LONGEST_SESSION_NAME - end.length)}${end}`.padEnd(2, '-');
}
// GitHub silently passes an empty string for a secret that does not exist, or that the run is not allowed to read.
/** Why a secret may be empty, in full sentences; a cause that the run itself shows comes first. */
function emptySecretCauses(env) {
    const run = readUnprivileged(env);
    const likely = run === undefined
        ? ''
        : run.kind === 'fork'
            ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs receive no secrets: run the job on push or workflow_dispatch instead. Other causes of an empty secret: `
            : "This run was started by Dependabot, whose runs receive the Dependabot secrets, not those of Actions: skip the job with if: github.actor != 'dependabot[bot]', or add the secret in Settings, Secrets and variables, Dependabot. Other causes of an empty secret: ";
    const causes = [
        'its name is misspelled, or it is not set in this repository or organization',
        'it belongs to an environment, and the job has no environment: of that name',
        'it was not passed to a reusable workflow (secrets: inherit)',
        ...(run === undefined
            ? [
                'the run is for a pull request from a fork, or was started by Dependabot, and receives no secrets of Actions'
            ]
            : [])
    ];
    return `${likely === '' ? 'Usual causes of an empty secret: ' : likely}${causes.join('; ')}.`;
}
/** Why the job is not allowed to request an OIDC token, if the run itself shows it; empty, or a sentence with a trailing space. */
function missingTokenCause(env) {
    const run = readUnprivileged(env);
    if (run === undefined)
        return '';
    return run.kind === 'fork'
        ? `This run is for a pull request from ${forkOf(run.repository)}, and such runs never receive one: run the job on push or workflow_dispatch instead. `
        : "This run was started by Dependabot, whose runs have read-only permissions unless the job requests more: skip the job with if: github.actor != 'dependabot[bot]', or add the permission. ";
}
function forkOf(repository) {
    return repository === '' ? 'a fork' : `a fork (${repository})`;
}

// EXTERNAL MODULE: ./inputs/manifest/located.js
var located = __nccwpck_require__(8450);
// EXTERNAL MODULE: ./inputs/manifest/variables.js
var manifest_variables = __nccwpck_require__(7949);
;// CONCATENATED MODULE: ./inputs/workspace-file.js





/** The maximum size of a file that the step reads. */
const MAX_FILE_BYTES = 1024 * 1024;
/**
 * Reads a text file in the workspace: a regular file of at most 1 MiB whose real path, with links resolved,
 * is inside the workspace.
 * @throws Invalid for any other file, and for one that cannot be read
 */
async function readWorkspaceFile(path, workspace) {
    if (workspace === '')
        throw new inputs_source/* Invalid */.WO('can only be read in a workflow: GITHUB_WORKSPACE is not set');
    if (/[{}\r\n]/.test(path))
        throw new inputs_source/* Invalid */.WO('must be a path: it looks like the content of a file');
    try {
        const bytes = await read(path, workspace);
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch (error) {
        throw error instanceof inputs_source/* Invalid */.WO ? error : new inputs_source/* Invalid */.WO(workspace_file_reasonOf(error, path));
    }
}
/** A path for an annotation: relative to the workspace, and normalized. */
function pathInWorkspace(path, workspace) {
    return (0,external_node_path_namespaceObject.relative)(workspace, (0,external_node_path_namespaceObject.resolve)(workspace, path)).replaceAll(external_node_path_namespaceObject.sep, '/');
}
async function read(path, workspace) {
    // accessed here, because Node loads them on demand
    const { lstat, open, realpath } = external_node_fs_namespaceObject.promises;
    const root = await realpath(workspace).catch((error) => {
        throw new inputs_source/* Invalid */.WO(`cannot be read: GITHUB_WORKSPACE is ${workspace_file_quoted(workspace)}, which is not a readable folder (${workspace_file_codeOf(error)})`);
    });
    const real = await realpath((0,external_node_path_namespaceObject.resolve)(workspace, path)).catch(async (error) => {
        const isLink = await lstat((0,external_node_path_namespaceObject.resolve)(workspace, path)).then(found => found.isSymbolicLink(), () => false);
        if (isLink && workspace_file_codeOf(error) === 'ENOENT') {
            throw new inputs_source/* Invalid */.WO(`${(0,inputs_source/* quote */.hD)(path)} is a link to a file that does not exist`);
        }
        throw error;
    });
    const inside = (0,external_node_path_namespaceObject.relative)(root, real);
    if (inside === '..' || inside.startsWith(`..${external_node_path_namespaceObject.sep}`) || (0,external_node_path_namespaceObject.isAbsolute)(inside)) {
        // the file exists, so even a long path is not a token set by mistake
        const shown = path === (0,external_node_path_namespaceObject.normalize)(path) ? workspace_file_quoted(path) : (0,inputs_source/* quote */.hD)(path);
        throw new inputs_source/* Invalid */.WO(`${shown} is outside the workspace: copy it into the workspace first`);
    }
    const { O_NONBLOCK, O_RDONLY } = external_node_fs_namespaceObject.constants;
    // opening a named pipe without a writer would block
    const file = await open(real, (O_RDONLY ?? 0) | (O_NONBLOCK ?? 0));
    try {
        return await readRegular(file, path);
    }
    finally {
        await file.close();
    }
}
async function readRegular(file, path) {
    const found = await file.stat();
    if (found.isDirectory())
        throw new inputs_source/* Invalid */.WO(`${(0,inputs_source/* quote */.hD)(path)} is a folder, not a regular file`);
    if (!found.isFile())
        throw new inputs_source/* Invalid */.WO(`${(0,inputs_source/* quote */.hD)(path)} is not a regular file`);
    if (found.size > MAX_FILE_BYTES) {
        throw new inputs_source/* Invalid */.WO(`${(0,inputs_source/* quote */.hD)(path)} has ${found.size} bytes; at most 1 MiB is allowed`);
    }
    return file.readFile();
}
/** Why a file cannot be read. */
function workspace_file_reasonOf(error, path) {
    const code = workspace_file_codeOf(error);
    const shown = (0,inputs_source/* quote */.hD)(path);
    switch (code) {
        case 'ENOENT':
            return `${shown} does not exist in the workspace: is a checkout or download step missing before this one?`;
        case 'ENOTDIR':
            return `${shown} does not exist in the workspace: a part of the path is a file, not a folder`;
        case 'EACCES':
        case 'EPERM':
            return `${shown} cannot be read (${code}): check the permissions of the file and its folders, and the user of the earlier step or container that wrote it`;
        case 'ELOOP':
            return `${shown} cannot be read (${code}): its links form a loop`;
        case 'ENAMETOOLONG':
            return `${shown} is too long for a path (${code})`;
        case 'EISDIR':
            return `${shown} is a folder, not a regular file`;
        case 'ERR_ENCODING_INVALID_ENCODED_DATA':
            return `${shown} is not UTF-8 text`;
        default:
            return `${shown} cannot be read (${code})`;
    }
}
function workspace_file_codeOf(error) {
    return error?.code ?? 'no code';
}
function workspace_file_quoted(path) {
    return `"${(0,runtime_text/* oneLine */.TN)((0,redact/* redactText */.Rd)(path))}"`;
}

;// CONCATENATED MODULE: ./inputs/definition.js










const DEFINITION = {
    'backend-model-data': { parse: parsers/* text */.Qq, untrimmed: true },
    'backend-model-data-file': { parse: parsers/* text */.Qq },
    definition: { parse: (0,parsers/* oneOf */.yL)('full', 'patch'), fallback: 'full' },
    variables: { parse: manifest_variables/* parseVariables */.rf }
};
/** Reads `variables`, and registers those that are secret; `undefined` if none are set. */
function readFilling(source, secrets) {
    const variables = source.reader(DEFINITION)('variables');
    if (variables !== undefined)
        (0,manifest_variables/* registerVariables */.zt)(variables, secrets);
    return source.raw('variables') === '' ? undefined : (0,manifest_variables/* fillingOf */.Fw)(variables);
}
/** Reads `backend-model-data` or its file. Its secrets are registered before any problem is reported. */
async function readDefinition(source, { form, backendType }, { workspace, secrets, filling }) {
    const value = source.reader(DEFINITION);
    const inline = value('backend-model-data');
    const file = value('backend-model-data-file');
    if (inline !== undefined && file !== undefined) {
        return source.report('backend-model-data', 'cannot be set together with backend-model-data-file: set one of them');
    }
    if (inline === undefined && file === undefined) {
        return source.report('backend-model-data', 'is required, unless backend-model-data-file is set: the desired definition, as JSON or YAML');
    }
    const name = inline === undefined ? 'backend-model-data-file' : 'backend-model-data';
    const text = await (0,inputs_source/* attemptAsync */.mx)(async () => unescaped(inline ?? (await readWorkspaceFile(file ?? '', workspace))), source, name);
    if (text === undefined)
        return undefined;
    const plain = filling?.variables === undefined ? parsePlainJson(text) : undefined;
    if ((0,json/* isJsonObject */.OW)(plain) && definitionErrors(plain, form, backendType).length === 0) {
        secrets.add(...(0,redact/* secretsOf */.Fj)(plain));
        return plain;
    }
    // problems are reported with line and column, which the YAML parser knows
    const { root, findings, position } = await locateDocument(text, filling);
    if (root !== undefined)
        secrets.add(...(0,redact/* secretsOf */.Fj)((0,located/* toJson */.aB)(root)));
    // the only key of the mapping has been reported
    const isEmptied = root?.kind === 'mapping' && root.entries.size === 0 && findings.length > 0;
    const wrong = root === undefined || isEmptied ? findings : [...findings, ...definitionFindings(root, form, backendType)];
    for (const { at, what } of wrong.toSorted((a, b) => a.at - b.at).slice(0, MOST)) {
        const place = position(at);
        const problem = root === undefined ? `neither JSON nor YAML: ${what}` : what;
        const inFile = file === undefined ? undefined : { file: pathInWorkspace(file, workspace), ...place };
        const where = file === undefined ? '' : `${file}, `;
        source.report(name, `${where}${(0,located/* placeText */.Z9)(place)}: ${problem}`, inFile);
    }
    if (wrong.length > MOST)
        source.report(name, `has ${wrong.length - MOST} more problems`);
    return root?.kind === 'mapping' && wrong.length === 0 ? (0,located/* toObject */.vw)(root) : undefined;
}
/** The number of problems that are reported for one document. */
const MOST = 20;
/** Errors in a definition, as far as the inputs show them. For a patch, only the keys that it sets are checked. */
function definitionErrors(definition, form, backendType) {
    const isPatch = form === 'patch';
    const texts = [
        ...(0,shape/* textErrors */.HJ)((0,model_definition/* withoutUnusedKeys */.$D)(definition, backendType)),
        ...(isPatch ? emptyTexts(definition) : [])
    ];
    if (texts.length === 0 && (0,shape/* hasNoValue */.Tn)(definition, isPatch)) {
        const message = Object.keys(definition).length === 0
            ? 'is an empty mapping: a definition must have at least one key'
            : `contains only empty values (${(0,runtime_text/* joinUpTo */.jH)(emptyPaths(definition), 3)}): a job output that was dropped or misspelled arrives as an empty string`;
        return [{ path: [], message }];
    }
    // a missing key may be the damaged one
    const isKnown = ({ path: [first] }) => texts.some(({ path, aboutKey }) => path[0] === first ||
        (aboutKey === true && path.length === 1 && first !== undefined && !Object.hasOwn(definition, first)));
    return [...texts, ...(0,shape/* typeErrors */.k)(definition, backendType, isPatch).filter(error => !isKnown(error))];
}
/** The same for a located document, together with the errors that only its spelling shows. */
function definitionFindings(node, form, backendType) {
    if (node.kind === 'broken')
        return [];
    if (node.kind !== 'mapping') {
        const cause = node.kind === 'scalar' ? (0,located/* stringInstead */.yL)(node.value) : undefined;
        const what = `is ${(0,located/* nounOf */.a2)(node)}: a definition must be a mapping, such as {"ServiceAddress": "http://10.0.0.1:8080"}`;
        return [{ at: node.at, what: cause ?? what }];
    }
    const found = spellingErrors(node, form === 'patch');
    // the broken parts of a node have been reported
    if ((0,located/* isWhole */.wP)(node)) {
        const isKnown = ({ path }) => found.some(other => (0,shape/* pathText */.LF)(other.path) === (0,shape/* pathText */.LF)(path));
        found.push(...definitionErrors((0,located/* toObject */.vw)(node), form, backendType).filter(error => !isKnown(error)));
    }
    return found.map(error => ({ at: (0,located/* offsetOf */.b4)(node, error), what: error.message }));
}
/** Numbers that would not be sent as written, and in a patch keys without a value. */
function spellingErrors(root, isPatch) {
    const errors = [];
    (0,located/* visit */.YR)(root, (node, path) => {
        if (node.kind !== 'scalar' || node.written === undefined)
            return;
        if (typeof node.value === 'number') {
            const message = `${(0,shape/* pathText */.LF)(path)} is a number that would not be sent as written (1.10 becomes 1.1, and 007 becomes 7): put it in quotes`;
            errors.push({ path, message });
        }
        else if (isPatch && node.value === null && node.written === '') {
            errors.push({ path, message: emptyInPatch(path) });
        }
    });
    return errors;
}
/** The paths of the values, for messages. */
function emptyPaths(value, path = []) {
    const children = (0,json/* isJsonObject */.OW)(value) ? Object.entries(value) : [];
    return children.length === 0
        ? [(0,shape/* pathText */.LF)(path)]
        : children.flatMap(([key, child]) => emptyPaths(child, [...path, key]));
}
function emptyTexts(value, path = []) {
    if (value === '')
        return [{ path, message: emptyInPatch(path) }];
    if (typeof value !== 'object' || value === null)
        return [];
    return Object.entries(value).flatMap(([key, child]) => emptyTexts(child, [...path, key]));
}
function emptyInPatch(path) {
    return `${(0,shape/* pathText */.LF)(path)} is empty: a job output that was dropped or misspelled arrives as an empty string. To remove the key, write null`;
}
/** Refuses JSON copied from a page that escapes its examples: as YAML, it would be a mapping with odd keys. */
function unescaped(text) {
    if (/^\s*\{\s*\\+"/.test(text))
        throw new inputs_source/* Invalid */.WO('has backslashes before its quotation marks: remove them');
    return text;
}
/**
 * Parses JSON or YAML 1.2 (core schema), and replaces placeholders if variables are set. Duplicate keys
 * are refused, aliases are bounded. Findings never repeat the source, which may contain a secret.
 */
async function locateDocument(source, filling) {
    const { parseYaml } = await Promise.all(/* import() */[__nccwpck_require__.e(483), __nccwpck_require__.e(49)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4049));
    const parsed = parseYaml(source);
    if (parsed.root === undefined || filling?.variables === undefined)
        return parsed;
    const filled = (0,manifest_variables/* fillIn */.pz)(parsed.root, filling);
    return { ...parsed, root: filled.root, findings: [...parsed.findings, ...filled.findings] };
}
/**
 * The value of a document.
 * @throws Invalid with the line and column of each problem
 */
async function parseDocument(source, filling) {
    const plain = filling?.variables === undefined ? parsePlainJson(source) : undefined;
    if (plain !== undefined)
        return plain;
    const { root, findings, position } = await locateDocument(source, filling);
    const [first, ...others] = findings.map(({ at, what }) => `${(0,located/* placeText */.Z9)(position(at))}: ${what}`);
    if (root === undefined)
        throw new inputs_source/* Invalid */.WO(`is neither JSON nor YAML: ${first ?? ''}`);
    if (first !== undefined)
        throw new inputs_source/* Invalid */.WO(`has at ${[first, ...others.slice(0, MOST - 1)].join('; at ')}`);
    return (0,located/* toJson */.aB)(root);
}
const MAY_BE_JSON = /^\s*(?:[-\d"[{]|true|false|null)/;
/**
 * Parses JSON without loading the YAML parser. If the text, apart from white space, equals the serialized
 * value, it has no duplicate key that was dropped.
 * @returns `undefined` for anything else
 */
function parsePlainJson(source) {
    // cheaper than an exception of JSON.parse for most YAML
    if (!MAY_BE_JSON.test(source))
        return undefined;
    try {
        const value = JSON.parse(source);
        const compact = source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
        return compact === JSON.stringify(value) && (0,json/* isShallow */.fE)(value, located/* MAX_DEPTH */.lr) ? value : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./runtime/secrets.js
/** Shorter values are not masked: they would blank out large parts of the log, and outputs that contain them. */
const SHORTEST_MASK = 8;
/** @param mask registers one value with the runner */
function createSecrets(mask) {
    const known = new Set();
    const index = new Map();
    let start;
    return {
        add(...values) {
            for (const value of values) {
                for (const form of [value, ...value.split(/[\r\n]+/)]) {
                    const trimmed = form.trim();
                    if (trimmed.length < SHORTEST_MASK || known.has(trimmed))
                        continue;
                    known.add(trimmed);
                    addForms(index, trimmed);
                    start = undefined;
                    mask(trimmed);
                }
            }
        },
        scrub(text) {
            if (index.size === 0)
                return text;
            if (index.size <= MAX_IN_PATTERN)
                start ??= patternOf(index);
            if (start?.test(text) === false)
                return text;
            return formsIn(text, index, start).reduce((clean, { form }) => clean.replaceAll(form, '***'), text);
        }
    };
}
/** With more forms, checking each position of a text is faster than compiling the pattern. */
const MAX_IN_PATTERN = 500;
function addForms(index, value) {
    for (const form of formsOf(value)) {
        const start = form.slice(0, SHORTEST_MASK);
        const known = index.get(start) ?? [];
        if (known.length === 0)
            index.set(start, known);
        known.push({ form, length: value.length });
    }
}
function patternOf(index) {
    return new RegExp([...index.keys()].map(characters => RegExp.escape(characters)).join('|'));
}
/** The forms that a text contains, in the order in which to replace them. */
function formsIn(text, index, start) {
    const found = new Set();
    for (const at of start === undefined ? allPositions(text) : positionsOf(start, text)) {
        for (const form of index.get(text.slice(at, at + SHORTEST_MASK)) ?? []) {
            if (text.startsWith(form.form, at))
                found.add(form);
        }
    }
    return [...found].sort((a, b) => b.length - a.length || b.form.length - a.form.length);
}
/** The positions where a pattern matches; matches may overlap. */
function* positionsOf(pattern, text) {
    for (const { index } of text.matchAll(new RegExp(`(?=${pattern.source})`, 'g')))
        yield index;
}
function* allPositions({ length }) {
    for (let at = 0; at + SHORTEST_MASK <= length; at++)
        yield at;
}
/**
 * The forms in which a value may occur in a text, including those that the runner masks:
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
function formsOf(value) {
    // a definition is sent as JSON text, so a response may quote it in JSON, or as the form that it was sent in
    const json = inJson(value);
    const xml = value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;');
    const plain = [
        value,
        json,
        inJson(json),
        ...[value, json].flatMap(inUrl),
        ...["'", '&apos;', '&#39;'].map(quote => xml.replaceAll("'", quote))
    ];
    const whole = Buffer.from(value).toString('base64');
    const base64 = [whole, whole.replaceAll('=', ''), ...[0, 1, 2].map(shift => base64Of(value, shift))];
    return new Set([...plain, ...base64, ...base64.map(form => form.replaceAll('+', '-').replaceAll('/', '_'))]);
}
function inJson(text) {
    return JSON.stringify(text).slice(1, -1);
}
/** Percent-encoded, as by a browser, as by the runner, and as in a form, where a space is a plus sign. */
function inUrl(text) {
    const uri = encodeURIComponent(text.toWellFormed());
    const data = uri.replaceAll(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16)}`);
    const form = new URLSearchParams([['', text]]).toString().slice(1);
    return [uri, data, form].flatMap(each => [each.replaceAll(PERCENT, upper), each.replaceAll(PERCENT, lower)]);
}
const PERCENT = /%[\da-f]{2}/gi;
const upper = (form) => form.toUpperCase();
const lower = (form) => form.toLowerCase();
/** The Base64 characters of a value that depend on nothing else, if other bytes precede it as in `user:value`. */
function base64Of(value, shift) {
    const bytes = Buffer.from(value);
    const first = Math.ceil((shift * 8) / 6);
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    return Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(first, end);
}

// EXTERNAL MODULE: ./inputs/manifest/entries.js
var entries = __nccwpck_require__(1160);
;// CONCATENATED MODULE: ./inputs/manifest/backends.js





/** The keys of the long form of a stage. */
const STAGE_KEYS = [
    'region-id',
    'backend-id',
    'backend-type',
    'backend-model-id',
    'preflight-url',
    'probe-url',
    'data'
];
/** Backends of API Gateway (Traditional). */
const BACKENDS = {
    noun: 'backend',
    sameness: 'backend and stage',
    shape: 'a mapping with backend-id and stages',
    stagesShape: 'a mapping of stages to definitions',
    keys: ['backend-id', 'backend-type', 'stages'],
    required: ['stages'],
    open: (mapping, what, reading) => {
        const backend = {
            backendId: (0,located/* readKey */.YZ)(mapping, 'backend-id', what, parsers.id, reading.find),
            backendType: (0,located/* readKey */.YZ)(mapping, 'backend-type', what, parsers/* backendType */.r_, reading.find)
        };
        if (!mapping.entries.has('backend-id') && !everyStageHasId(mapping.entries.get('stages')?.value)) {
            reading.find(mapping.at, `${what}: backend-id is required, unless each stage has its own`);
        }
        return stage => readStage(stage.node, stage.what, backend, reading);
    }
};
function everyStageHasId(stages) {
    if (stages?.kind !== 'mapping')
        return false;
    const nodes = [...stages.entries.values()].map(({ value }) => value);
    return nodes.every(node => node.kind === 'mapping' && node.entries.has('data') && node.entries.has('backend-id'));
}
function readStage(node, what, backend, reading) {
    if (node.kind !== 'mapping' || !node.entries.has('data')) {
        return readShortForm(node, what, backend, reading);
    }
    const { find } = reading;
    (0,located/* readMapping */.vh)(node, { what, shape: 'a mapping', keys: STAGE_KEYS }, find);
    const data = node.entries.get('data');
    const backendType = (0,located/* readKey */.YZ)(node, 'backend-type', what, parsers/* backendType */.r_, find) ?? backend.backendType;
    const definition = data && backends_readDefinition(data.value, `${what}: data`, backendType, reading);
    const backendId = (0,located/* readKey */.YZ)(node, 'backend-id', what, parsers.id, find) ?? backend.backendId;
    const backendModelId = (0,located/* readKey */.YZ)(node, 'backend-model-id', what, parsers.id, find);
    const common = (0,entries/* readCommon */.Cy)(node, what, reading);
    if (backendId === undefined || definition === undefined)
        return undefined;
    return { kind: 'backend', ...common, backendType, backendModelId, backendId, definition };
}
/** The short form: only the definition. */
function readShortForm(node, what, { backendId, backendType }, reading) {
    const long = node.kind === 'mapping' ? [...node.entries].filter(([key]) => STAGE_KEYS.includes(key)) : [];
    for (const [key, { at }] of long) {
        reading.find(at, `${what}: missing key "data" (required in the long form, with ${key})`);
    }
    if (long.length > 0)
        return undefined;
    const definition = backends_readDefinition(node, what, backendType, reading);
    if (backendId === undefined || definition === undefined)
        return undefined;
    return {
        kind: 'backend',
        backendId,
        backendType,
        backendModelId: undefined,
        regionId: undefined,
        preflightUrls: undefined,
        probeUrls: undefined,
        definition
    };
}
function backends_readDefinition(node, what, backendType, { form, secrets, find }) {
    secrets.add(...(0,redact/* secretsOf */.Fj)((0,located/* toJson */.aB)(node)));
    const findings = definitionFindings(node, form, backendType);
    for (const { at, what: problem } of findings) {
        find(at, (0,located/* problemOf */.Zw)(what, problem));
    }
    return node.kind === 'mapping' && (0,located/* isWhole */.wP)(node) && findings.length === 0 ? (0,located/* toObject */.vw)(node) : undefined;
}

;// CONCATENATED MODULE: ./inputs/manifest/manifest.js










// The same rules as in schema/manifest.schema.json, which editors use; a test compares the two.
const SECTIONS = ['backends', 'services', 'routes'];
const TOP_KEYS = ['$schema', 'version', ...SECTIONS];
/** The section that most manifests have. The others are loaded on demand. */
const TRADITIONAL = { backends: BACKENDS };
/** The number of problems that are reported. */
const manifest_MAX_PROBLEMS = 100;
/**
 * Reads a manifest in the workspace. Every problem is reported with file, line and column, never with the
 * file's text. Returns everything that could be read, even with problems.
 */
async function readManifestFile(source, path, { workspace, filling, ...options }) {
    const text = await (0,inputs_source/* attemptAsync */.mx)(() => readWorkspaceFile(path, workspace), source, 'manifest');
    if (text === undefined)
        return undefined;
    const { parseYaml } = await Promise.all(/* import() */[__nccwpck_require__.e(483), __nccwpck_require__.e(49)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4049));
    const parsed = parseYaml(text);
    const place = (at) => `${path}, ${(0,located/* placeText */.Z9)(parsed.position(at))}`;
    const filePlace = (at) => ({
        file: pathInWorkspace(path, workspace),
        ...parsed.position(at)
    });
    const report = ({ at, what }) => {
        source.report('manifest', `${place(at)}: ${what}`, filePlace(at));
    };
    if (parsed.root === undefined) {
        for (const { at, what } of parsed.findings)
            report({ at, what: `neither JSON nor YAML: ${what}` });
        return undefined;
    }
    // even without the input: a placeholder without a value is a mistake
    const filled = (0,manifest_variables/* fillIn */.pz)(parsed.root, filling ?? (0,manifest_variables/* fillingOf */.Fw)(new Map()));
    const sections = await sectionsOf(filled.root);
    const { entries, findings } = readManifest(filled.root, { ...options, place, filePlace }, sections);
    const all = [...parsed.findings, ...filled.findings, ...findings].sort((a, b) => a.at - b.at);
    for (const finding of all.slice(0, manifest_MAX_PROBLEMS))
        report(finding);
    const more = all.length - manifest_MAX_PROBLEMS;
    if (more > 0)
        source.report('manifest', `${path} has ${more} more problems`);
    return entries;
}
/** The sections that a manifest requires. */
async function sectionsOf(root) {
    const isNative = root.kind === 'mapping' && (root.entries.has('services') || root.entries.has('routes'));
    return isNative ? { ...TRADITIONAL, ...(await __nccwpck_require__.e(/* import() */ 109).then(__nccwpck_require__.bind(__nccwpck_require__, 5109))).NATIVE } : TRADITIONAL;
}
/**
 * Reads a manifest, and finds every problem in it. `entries` is `undefined` if none could be read.
 * @param sections at least those that the manifest has
 */
function readManifest(root, options, sections) {
    const findings = [];
    const find = (at, what) => {
        findings.push({ at, what });
        return undefined;
    };
    const reading = { ...options, find };
    const read = readTop(root, reading, sections);
    findSameNames(read ?? [], reading);
    findDuplicates(read ?? [], reading);
    return { entries: read?.map(({ entry }) => entry), findings };
}
/** In the order of the file, which is the order of the writes. */
function readTop(root, reading, sections) {
    const { find } = reading;
    const shape = 'a mapping with version and backends, services or routes';
    const top = (0,located/* readMapping */.vh)(root, { what: 'the manifest', shape, keys: TOP_KEYS }, find);
    if (top === undefined)
        return undefined;
    (0,located/* readKey */.YZ)(top, '$schema', 'the manifest', parsers/* text */.Qq, find);
    const version = top.entries.get('version')?.value;
    if (version === undefined)
        find(top.at, 'version is required: version: 1');
    else if (version.kind !== 'broken' && !(version.kind === 'scalar' && version.value === 1)) {
        find(version.at, 'version must be 1');
    }
    const present = [...top.entries].flatMap(([key, { value }]) => {
        const name = SECTIONS.find(known => known === key);
        return name === undefined ? [] : [{ name, value }];
    });
    if (present.length === 0) {
        return find(top.at, 'backends, services or routes is required: a mapping of names to targets');
    }
    const read = present.map(({ name, value }) => {
        const section = sections[name];
        if (section === undefined)
            throw new Error(`the section ${name} of the manifest is not loaded`);
        return (0,entries/* readNames */.r6)(value, name, `a mapping of names to ${name}`, find)?.flatMap(([key, each]) => {
            const entry = (0,entries/* readEntry */.hB)(key, each, section, reading);
            return entry === undefined ? [] : [{ section, entry }];
        });
    });
    // without one of them, the set of entries is not known
    return read.includes(undefined) ? undefined : read.flatMap(entries => entries ?? []);
}
/** Reports names that two sections share; within a section, they are duplicate keys. */
function findSameNames(read, { place, find }) {
    const seen = new Map();
    for (const each of read) {
        const { name, at } = each.entry;
        const first = seen.get(name);
        if (first === undefined)
            seen.set(name, each);
        else {
            const other = `a ${first.section.noun} (${place(first.entry.at)})`;
            find(at, `${name} is already the name of ${other}; names must be unique in the whole file`);
        }
    }
}
/** Reports a backend and stage, service or route that appears twice: one would overwrite the other. */
function findDuplicates(read, { regionId: stepRegionId = '', find }) {
    const seen = new Map();
    for (const { section, entry } of read) {
        for (const stage of entry.stages ?? []) {
            if (stage.entry === undefined)
                continue;
            const { regionId = stepRegionId } = stage.entry;
            const key = [regionId, ...idsOf(stage.entry, stage.stageName)].join('/');
            const first = seen.get(key);
            if (first === undefined)
                seen.set(key, stage);
            else
                find(stage.at, `${stage.name} is the same ${section.sameness} as ${first.name} (${first.place})`);
        }
    }
}
function idsOf(entry, stageName) {
    switch (entry.kind) {
        case 'backend':
            return [entry.kind, entry.backendId, stageName];
        case 'service':
            return [entry.kind, entry.serviceId];
        case 'route':
            return [entry.kind, entry.httpApiId, entry.routeId];
    }
}
/** Reads the text of a manifest as a step would, with `definition: full`. */
async function readManifestText(text, variables) {
    const { parseYaml } = await Promise.all(/* import() */[__nccwpck_require__.e(483), __nccwpck_require__.e(49)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4049));
    const { root, findings, position } = parseYaml(text);
    if (root === undefined)
        return { problems: findings.map(({ what }) => what), definitions: [] };
    const filled = (0,manifest_variables/* fillIn */.pz)(root, (0,manifest_variables/* fillingOf */.Fw)(variables));
    const options = {
        form: 'full',
        regionId: undefined,
        // the caller has the text, and so its secrets
        secrets: createSecrets(() => undefined),
        place: at => (0,located/* placeText */.Z9)(position(at))
    };
    const read = readManifest(filled.root, options, await sectionsOf(filled.root));
    const stages = (read.entries ?? []).flatMap(entry => entry.stages ?? []);
    return {
        problems: [...findings, ...filled.findings, ...read.findings].map(({ what }) => what),
        definitions: stages.flatMap(({ entry }) => (entry === undefined ? [] : [entry.definition]))
    };
}
/**
 * The stages of a manifest's entries that a step processes.
 * @param stageName one stage of each entry, or `*` for all of them
 * @param targets `name` or `name/STAGE`
 */
function manifest_select(entries, { stageName, targets }) {
    const isSelected = (stage) => stageName === '*' || stage.stageName === stageName;
    return targets === 'all'
        ? selectAll(entries, stageName, isSelected)
        : selectNamed(entries, stageName, isSelected, targets);
}
function selectAll(entries, stageName, isSelected) {
    const stages = entries.flatMap(entry => entry.stages?.filter(isSelected) ?? []);
    const without = entries.filter(entry => entry.stages?.some(isSelected) === false);
    if (without.length === 0)
        return { stages, problems: [], notices: [] };
    if (without.length === entries.length) {
        const known = [...new Set(entries.flatMap(entry => namesOf(entry.stages)))];
        const message = `no target of the manifest has the stage ${stageName}: must be one of ${some(known)}`;
        return { stages, problems: [{ input: 'stage-name', message }], notices: [] };
    }
    const names = some(without.map(({ name }) => name));
    return {
        stages,
        problems: [],
        notices: [`skipped, because they have no stage ${stageName} in the manifest: ${names}`]
    };
}
function selectNamed(entries, stageName, isSelected, targets) {
    const known = new Map(entries.map(entry => [entry.name, entry]));
    const chosen = new Set();
    const problems = targets.flatMap(target => {
        const [name = '', stage, ...more] = target.split('/');
        const entry = known.get(name);
        if (entry === undefined || more.length > 0) {
            const names = stage === undefined ? [...known.keys()] : entries.flatMap(fullNamesOf);
            return `${(0,inputs_source/* quote */.hD)(target)} is not in the manifest${(0,closest/* didYouMean */.au)(target, names, 3)}`;
        }
        const { stages } = entry;
        if (stages === undefined)
            return [];
        const found = stages.filter(one => (stage === undefined ? isSelected(one) : one.stageName === stage));
        if (found.length === 0) {
            const oneOf = `must be one of ${some(namesOf(stages))}`;
            return stage === undefined
                ? `${name} has no stage ${(0,inputs_source/* quote */.hD)(stageName)} in the manifest: ${oneOf}`
                : `${(0,inputs_source/* quote */.hD)(target)} is not in the manifest: ${name} has no stage ${(0,inputs_source/* quote */.hD)(stage)}: ${oneOf}`;
        }
        if (!found.every(isSelected)) {
            return `${target} is not in the stage ${stageName}: set stage-name to its stage, or to * for all stages`;
        }
        for (const one of found)
            chosen.add(one);
        return [];
    });
    return {
        stages: entries.flatMap(({ stages }) => stages?.filter(one => chosen.has(one)) ?? []),
        problems: problems.map(message => ({ input: 'targets', message })),
        notices: []
    };
}
function namesOf(stages) {
    return stages?.map(({ stageName }) => stageName) ?? [];
}
function fullNamesOf({ stages }) {
    return stages?.map(({ name }) => name) ?? [];
}
const MAX_NAMES = 20;
/** Names for a message. */
function some(names) {
    return (0,runtime_text/* joinUpTo */.jH)(names, MAX_NAMES);
}

;// CONCATENATED MODULE: ./inputs/targets.js





const TARGET = {
    'backend-id': { parse: parsers.id },
    'stage-name': { parse: parsers/* stageSelection */.dM },
    'backend-type': { parse: parsers/* backendType */.r_ },
    'backend-model-id': { parse: parsers.id },
    description: { parse: parsers/* description */.h_ }
};
/** @param stamp the description if the author sets none */
function readTargetInputs(source, stamp) {
    const value = source.reader(TARGET);
    if (source.raw('stage-name') === '')
        source.report('stage-name', 'is required');
    return {
        form: source.reader(DEFINITION)('definition'),
        backendId: value('backend-id'),
        stageName: value('stage-name'),
        backendType: value('backend-type'),
        backendModelId: value('backend-model-id'),
        description: describe(value('description'), stamp)
    };
}
function describe(text, stamp) {
    if (text !== undefined)
        return { text, setByAuthor: true };
    return stamp === undefined ? undefined : { text: stamp, setByAuthor: false };
}
/** The target from the inputs, without its region, endpoint and check URLs. */
async function readTarget(source, inputs, context) {
    const { form, backendId, stageName, backendType } = inputs;
    const definition = await readDefinition(source, { form: form ?? 'full', backendType }, context);
    if (source.raw('backend-id') === '')
        source.report('backend-id', 'is required unless manifest is set');
    if (stageName === '*')
        source.report('stage-name', 'is *, which requires manifest');
    if (form === undefined || backendId === undefined || stageName === undefined || definition === undefined) {
        return undefined;
    }
    const name = `${backendId}/${stageName}`;
    return { ...inputs, kind: 'backend', name, form, backendId, stageName, definition };
}
const MANY_TARGETS = {
    manifest: { parse: parsers/* text */.Qq },
    targets: { parse: parsers/* targets */.zV, fallback: 'all', guard: true },
    'max-parallel': { parse: parsers/* integer */.nd(1, 64), fallback: '4' },
    'on-failure': { parse: parsers/* oneOf */.yL('stop', 'continue'), fallback: 'stop' },
    shard: { parse: parsers/* shard */.B5, fallback: '1/1', guard: true }
};
/**
 * Reads the target from the inputs, or the targets of a manifest. Every problem is reported.
 * @param stamp the description if the author sets none
 */
async function readTargets(source, stamp, context) {
    const value = source.reader(MANY_TARGETS);
    const inputs = readTargetInputs(source, stamp);
    const names = value('targets');
    const shard = value('shard');
    const path = value('manifest');
    return path === undefined
        ? readOne(source, { inputs, names, shard }, context)
        : readMany(source, path, { inputs, names, shard }, context);
}
async function readOne(source, { inputs, names = 'all', shard: { index, count } = { index: 1, count: 1 } }, context) {
    const { places, urls } = context;
    const target = await readTarget(source, inputs, context);
    const reason = 'requires manifest, which is not set';
    if (names !== 'all')
        source.report('targets', reason);
    if (index !== 1 || count !== 1)
        source.report('shard', reason);
    const endpoint = places.endpointOf(model_endpoints/* API_GATEWAY */.QK, undefined);
    if (target === undefined || endpoint === undefined || urls === undefined)
        return undefined;
    const { regionId } = places.region;
    return { targets: [{ ...target, regionId, endpoint, ...urls }], notices: [], manifest: undefined };
}
/** Inputs that a manifest replaces. */
const EXCLUDED = [
    'backend-id',
    'backend-type',
    'backend-model-id',
    'backend-model-data',
    'backend-model-data-file'
];
async function readMany(source, path, { inputs, names, shard }, context) {
    for (const name of EXCLUDED) {
        if (source.raw(name) !== '')
            source.report(name, 'cannot be set together with manifest, which contains it: set one of them');
    }
    const { form = 'full', stageName } = inputs;
    const { regionId } = context.places.region;
    const entries = await readManifestFile(source, path, { ...context, form, regionId });
    if (entries === undefined || stageName === undefined || names === undefined)
        return undefined;
    const selection = manifest_select(entries, { stageName, targets: names });
    for (const { input, message } of selection.problems)
        source.report(input, message);
    const selected = selection.stages.flatMap(stage => placed(source, stage, inputs, context) ?? []);
    if (shard === undefined)
        return undefined;
    const { index, count } = shard;
    const shards = dealShards(entries.flatMap(targets_idsOf), count);
    return {
        targets: selected.filter(target => index === '*' || shards.get((0,model_target/* shardIdOf */.dJ)(target)) === index),
        notices: selection.notices,
        manifest: {
            path,
            names: new Set(entries.flatMap(targets_namesOf)),
            selection: { stageName, targets: names },
            shard,
            shards
        }
    };
}
function targets_namesOf({ stages }) {
    return stages?.map(({ name }) => name) ?? [];
}
function targets_idsOf({ stages }) {
    return stages?.flatMap(({ entry }) => (entry === undefined ? [] : (0,model_target/* shardIdOf */.dJ)(entry))) ?? [];
}
/** A stage of the manifest as a target. */
function placed(source, { name, stageName, place, filePlace, entry }, inputs, { places, urls }) {
    if (entry === undefined)
        return undefined;
    const product = entry.kind === 'backend' ? model_endpoints/* API_GATEWAY */.QK : model_endpoints/* NATIVE_API_GATEWAY */.aO;
    const { regionId = places.region.regionId } = entry;
    if (entry.regionId !== undefined && !places.serves(product, entry.regionId)) {
        const { endpointInput } = product;
        return source.report(endpointInput, `belongs to another region than ${name}, which is in ${entry.regionId} (${place}): remove ${endpointInput} to use the endpoint of each region`);
    }
    const endpoint = places.endpointOf(product, entry.regionId);
    if (endpoint === undefined || urls === undefined)
        return undefined;
    const { preflightUrls = urls.preflightUrls, probeUrls = urls.probeUrls } = entry;
    const target = ofKind(entry, inputs, { name, stageName, regionId, endpoint, preflightUrls, probeUrls });
    if (target !== undefined && (0,model_target/* isLadder */.lq)(target) && preflightUrls.length + probeUrls.length === 0) {
        source.report('manifest', `${place}: ${name}: ${LADDER_NEEDS_URL}`, filePlace);
    }
    return target;
}
/** A ladder without checks would continue whatever happens. */
const LADDER_NEEDS_URL = 'weight-steps requires preflight-url or probe-url, here or as an input, to check each step';
function ofKind(entry, { form, description }, where) {
    if (entry.kind !== 'backend')
        return { ...entry, ...where, description: undefined };
    return form && { ...entry, ...where, form, description };
}
/**
 * The shard of each ID, from 1. IDs are dealt out in turn, so that the sizes of shards differ by at most one. The stages of
 * one backend, and the routes of one API, share its ID and so its shard: their writes never overlap, not even across jobs.
 * @param ids all IDs in the order of the file, selected or not, so that the selection does not change shards
 */
function dealShards(ids, count) {
    const dealt = new Map();
    for (const id of ids)
        if (!dealt.has(id))
            dealt.set(id, (dealt.size % count) + 1);
    return dealt;
}

;// CONCATENATED MODULE: ./inputs/export.js


/** Inputs that set a desired definition, or what is done with it. */
const UNSUPPORTED = [
    'manifest',
    'targets',
    'shard',
    'variables',
    'definition',
    'backend-model-data',
    'backend-model-data-file',
    'backend-type',
    'backend-model-id',
    'description',
    'approved-plan',
    'approved-plan-file',
    'max-apis',
    'allow-older-run',
    'preflight-url',
    'probe-url',
    'probe-headers',
    'probe-contains',
    'bake-time',
    'rollback-on-failure',
    'comment-on-pr'
];
/**
 * Reads what to export. Inputs that do not apply to an export are problems, unless they are set to their default.
 * @param rows the rows of every input
 */
function readExport(source, places, rows) {
    for (const name of UNSUPPORTED) {
        const raw = source.raw(name);
        if (raw === '' || raw === rows[name].fallback)
            continue;
        source.report(name, 'does not apply to mode: export, which writes the live definitions to a manifest: remove it');
    }
    const backendId = source.reader(TARGET)('backend-id');
    const stageName = source.reader(TARGET)('stage-name');
    const endpoint = places.endpointOf(model_endpoints/* API_GATEWAY */.QK, undefined);
    const notices = stageName === undefined || stageName === '*'
        ? []
        : [`stage-name is ignored: mode: export writes all stages, not only ${stageName}`];
    return {
        place: endpoint && { backendId, regionId: places.region.regionId, endpoint },
        notices
    };
}

;// CONCATENATED MODULE: ./inputs/safety.js




// Whether the step writes.
const SAFETY = {
    mode: { parse: parsers/* oneOf */.yL('apply', 'plan', 'validate', 'export'), fallback: 'apply' },
    'approved-plan': { parse: parsers/* text */.Qq, fallback: 'none', guard: true },
    'approved-plan-file': { parse: parsers/* text */.Qq },
    'max-apis': { parse: parsers/* integer */.nd(0, 1_000_000) },
    'allow-older-run': { parse: parsers/* boolean */.zM, fallback: 'false' },
    'skip-unchanged': { parse: parsers/* boolean */.zM, fallback: 'true' },
    'expect-no-changes': { parse: parsers/* boolean */.zM, fallback: 'false' }
};
/**
 * Reads `approved-plan` or its file; `undefined` if neither is set.
 * @param known the names of a manifest's targets
 */
async function readApprovals(source, workspace, known) {
    const value = source.reader(SAFETY);
    const text = value('approved-plan');
    const file = value('approved-plan-file');
    if (text === undefined || (text === 'none' && file === undefined))
        return undefined;
    if (text !== 'none' && file !== undefined) {
        return source.report('approved-plan', 'cannot be set together with approved-plan-file: set one of them');
    }
    const name = file === undefined ? 'approved-plan' : 'approved-plan-file';
    const placeOf = (line) => file === undefined ? undefined : { file: pathInWorkspace(file, workspace), line, column: 1 };
    try {
        const approved = file === undefined ? text : await readWorkspaceFile(file, workspace);
        const approvals = (0,model_fingerprint/* parseApprovals */.oX)(approved);
        // approvals of another manifest are refused
        const unknown = known === undefined || approvals.kind === 'single'
            ? []
            : [...approvals.fingerprints.keys()].filter(target => !known.has(target));
        const [first] = unknown;
        if (first === undefined)
            return approvals;
        const line = approved.split(/\r\n|\r|\n/).findIndex(each => each.trim().startsWith(`${first} `)) + 1;
        return source.report(name, `names ${unknown.map(inputs_source/* quote */.hD).join(', ')}, which the manifest does not contain`, line > 0 ? placeOf(line) : undefined);
    }
    catch (error) {
        if (error instanceof model_fingerprint/* ApprovalSyntaxError */.v3) {
            const { message, line } = error;
            return source.report(name, message, line === undefined ? undefined : placeOf(line));
        }
        if (error instanceof inputs_source/* Invalid */.WO)
            return source.report(name, error.message);
        throw error;
    }
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = process.getBuiltinModule("node:util");
;// CONCATENATED MODULE: ./inputs/unknown.js




// The runner passes on every key of `with`, and only warns about those that are not in action.yml. A misspelled guard
// would be ignored with that warning, and the step would continue unguarded.
const PREFIX = 'INPUT_';
/** For users of action.yml. A list of names, because the inputs of native/action.yml are not loaded here. */
const NATIVE_ACTION = {
    inputs: new Set([
        'service-id',
        'addresses',
        'http-api-id',
        'route-id',
        'route-backend',
        'weight-steps',
        'gateway-id'
    ]),
    name: 'native/',
    about: () => ', the action for one service or route of Cloud-native API Gateway; this action reads services and routes from a manifest',
    isDefault: () => false
};
/** For users of native/action.yml. */
function rootAction(rows, own) {
    return {
        inputs: new Set(Object.keys(rows).filter(name => !Object.hasOwn(own, name))),
        name: 'the root action',
        about: input => input === 'endpoint'
            ? ' (native/ has apig-endpoint)'
            : ', which switches backends of API Gateway (Traditional) and manifests with targets of every kind; native/ switches one service or route',
        isDefault: (input, raw) => {
            const row = rows[input];
            return row?.fallback !== undefined && unknown_isSame(row, raw, row.fallback);
        }
    };
}
/** A longer name is not a misspelled input. */
const unknown_LONGEST_NAME = 60;
const unknown_MAX_NAMED = 10;
/**
 * Reports each `INPUT_*` variable that is not an input of the action, but resembles one that is not set or has its default.
 * @returns a notice that names all the others, if there are any
 */
function readUnknown(source, env, rows, other) {
    const known = new Set(Object.keys(rows).map(inputs_source/* variableOf */.Qn));
    const ignored = [];
    for (const variable of Object.keys(env)
        .filter(name => name.startsWith(PREFIX))
        .sort()) {
        if (known.has(variable))
            continue;
        const name = unknown_nameOf(variable);
        const raw = (env[variable] ?? '').trim();
        const isEmpty = raw === '';
        const meant = meantBy(name, [...Object.keys(rows), ...other.inputs]);
        const foreign = meant.find(input => other.inputs.has(input));
        const missing = meant.find(input => isMissing(source, input, rows, isEmpty));
        if (foreign !== undefined && !isEmpty && !other.isDefault(foreign, raw)) {
            const it = foreign === name ? 'It' : `Did you mean ${foreign}? That`;
            source.report(name, `is not an input of this action. ${it} is an input of ${other.name}${other.about(foreign)}. ${otherSource(variable)}`);
        }
        else if (missing !== undefined) {
            source.report(name, `is not an input of this action. Did you mean ${missing}? ${otherSource(variable)}`);
        }
        else {
            const [first = ELSEWHERE.get(lettersOf(name)) ?? continued(name, Object.keys(rows))] = meant;
            ignored.push(`${name}${hint(name, first, other)}`);
        }
    }
    if (ignored.length === 0)
        return [];
    return [
        `not inputs of this action, ignored: ${(0,runtime_text/* joinUpTo */.jH)(ignored, unknown_MAX_NAMED)}. They are set in the step's "with", or as INPUT_* variables in the env of the job, the workflow or the runner`
    ];
}
function otherSource(variable) {
    return `If the step's "with" does not contain it, remove or rename ${variable} in the env of the job, the workflow or the runner`;
}
/** What other deployment actions and tools call an input of this one, without hyphens. */
const ELSEWHERE = new Map([
    ['check', 'mode: plan'],
    ['dryrun', 'mode: plan'],
    ['noop', 'mode: plan'],
    ['plan', 'mode: plan'],
    ['whatif', 'mode: plan'],
    ['timeout', 'wait-timeout']
]);
/** The first input that begins with a name, by whole words. */
function continued(name, inputs) {
    const words = `${name.replaceAll(/[_ ]/g, '-')}-`;
    return inputs.find(input => input.startsWith(words));
}
function hint(name, meant, other) {
    if (meant === undefined)
        return '';
    const of = other.inputs.has(meant) ? `, an input of ${other.name}` : '';
    return meant === name ? ` (${of.slice(2)})` : ` (did you mean ${meant}${of}?)`;
}
/** The name as an author would write it. */
function unknown_nameOf(variable) {
    const name = variable.slice(PREFIX.length).toLowerCase();
    return name.length <= unknown_LONGEST_NAME ? name : `${name.slice(0, unknown_LONGEST_NAME)}\u2026`;
}
/** The inputs that a name resembles: the same except for hyphens and underscores, or one or two letters off. */
function meantBy(name, inputs) {
    if (name.length > unknown_LONGEST_NAME)
        return [];
    const letters = lettersOf(name);
    const close = inputs
        .map(input => {
        const candidate = lettersOf(input);
        const few = candidate.length < SHORT ? 1 : 2;
        return { input, distance: (0,closest/* edits */.en)(letters, candidate), few };
    })
        .filter(({ distance, few }) => distance <= few);
    const least = Math.min(...close.map(({ distance }) => distance));
    return close.filter(({ distance }) => distance === least).map(({ input }) => input);
}
/** In a shorter name, two letters make a different word. */
const SHORT = 6;
function lettersOf(name) {
    return name.replaceAll(/[-_ ]/g, '');
}
/**
 * Whether an input that another name resembles is not set, or set to its default: it may be what the author meant.
 * An empty value means "not set" under the right name as well, except for a guard.
 */
function isMissing(source, input, rows, isEmpty) {
    const row = rows[input];
    if (row === undefined || (isEmpty && row.guard !== true))
        return false;
    const raw = source.raw(input);
    return raw === '' || (row.fallback !== undefined && unknown_isSame(row, raw, row.fallback));
}
/** Whether two texts are the same value: `False` and `false`, `10m` and `600`. */
function unknown_isSame({ parse }, one, other) {
    if (one === other)
        return true;
    try {
        return (0,external_node_util_namespaceObject.isDeepStrictEqual)(parse(one), parse(other));
    }
    catch {
        // an invalid value is reported where the input is read
        return false;
    }
}

;// CONCATENATED MODULE: ./inputs/table.js
















/** Reports in addition to outputs. */
const REPORTING = {
    summary: { parse: parsers/* boolean */.zM, fallback: 'true' },
    'comment-on-pr': { parse: parsers/* boolean */.zM, fallback: 'false' },
    'github-token': { parse: parsers/* text */.Qq, secrets: raw => [raw] }
};
/** The rows about targets, and those that both action files share. */
const TARGETS = { ...TARGET, ...DEFINITION, ...MANY_TARGETS };
const SHARED = { ...SAFETY, ...CHECKS, ...NETWORK, ...CREDENTIALS, ...REPORTING };
/** Every input of action.yml: the rows of the modules that read them. */
const INPUTS = { ...TARGETS, ...SHARED };
/** Every input of native/action.yml. */
async function readNativeRows() {
    const { nativeInputs } = await __nccwpck_require__.e(/* import() */ 553).then(__nccwpck_require__.bind(__nccwpck_require__, 1553));
    return nativeInputs(SHARED);
}
/** The modes that comment on the pull request. */
const COMMENTS = new Set(['apply', 'plan']);
/**
 * Reads every input, and the environment variables that replace inputs. Secrets are registered before
 * anything else is read.
 * @param tools for credentials that are fetched later; nothing is fetched here
 * @param edition the action file that defines the inputs
 * @throws InputError with all problems at once
 */
async function readInputs(env, github, secrets, tools, edition = 'root') {
    const native = edition === 'native' ? await __nccwpck_require__.e(/* import() */ 553).then(__nccwpck_require__.bind(__nccwpck_require__, 1553)) : undefined;
    const rows = native?.nativeInputs(SHARED) ?? INPUTS;
    const source = (0,inputs_source/* createSource */.gV)(env, rows);
    registerSecrets(source, env, secrets, rows);
    const value = source.reader(INPUTS);
    const { workspace } = github;
    // logged first, because they may explain a problem with the inputs
    const other = native === undefined ? NATIVE_ACTION : rootAction(INPUTS, rows);
    for (const notice of readUnknown(source, env, rows, other))
        tools.log.notice(notice);
    // problems are reported in the order in which inputs are read
    const proxyFor = network_readNetwork(source, env);
    const filling = readFilling(source, secrets);
    const mode = value('mode');
    const offline = mode === 'validate';
    const probe = readProbe(source);
    const urls = readCheckUrls(source);
    const { requestTimeoutMs, maxAttempts, places, sts } = readConnection(source, env, offline);
    const accounts = value('allowed-account-ids');
    const allowedAccounts = accounts === 'any' ? undefined : accounts;
    if (allowedAccounts !== undefined)
        sts.needed();
    const exporting = mode === 'export' ? readExport(source, places, INPUTS) : undefined;
    const context = { workspace, secrets, filling, places, urls };
    const found = native !== undefined
        ? await native.readNativeTargets(source, context)
        : exporting === undefined
            ? await readTargets(source, (0,stamp/* stampOf */.Zs)(github), context)
            : undefined;
    const approvals = await readApprovals(source, workspace, found?.manifest?.names);
    const needed = {
        /** `validate` makes no requests: its credentials sign nothing, and its endpoints may be placeholders. */
        mode,
        /** In the order of their writes; none if no target belongs to the shard. */
        targets: exporting === undefined ? found?.targets : [],
        /** The maximum number of targets in progress. */
        maxParallel: value('max-parallel'),
        onFailure: value('on-failure'),
        skipUnchanged: value('skip-unchanged'),
        /** Whether a plan with changes is an error. */
        expectNoChanges: value('expect-no-changes'),
        /** Whether this run is allowed to replace a definition that a newer run of the repository wrote. */
        allowOlderRun: value('allow-older-run'),
        wait: value('wait'),
        waitTimeoutMs: value('wait-timeout'),
        probe,
        /** How long the probes are repeated after they have passed; 0 for not at all. */
        bakeTimeMs: value('bake-time'),
        /** For targets without `weight-steps`, which are always rolled back. */
        rollbackOnFailure: native === undefined ? value('rollback-on-failure') : native.readNativeRollback(source),
        credentials: readCredentials(source, env, sts, {
            ...tools,
            secrets,
            proxyFor,
            // if undefined, a problem was reported, and the credentials are not used
            requestTimeoutMs: requestTimeoutMs ?? 0,
            maxAttempts: maxAttempts ?? 0
        }, offline),
        requestTimeoutMs,
        maxAttempts,
        summary: value('summary')
    };
    const optional = {
        /** The maximum number of affected published APIs, or routes and operations. */
        maxApis: value('max-apis'),
        /** The token for the pull request comment; `undefined` for no comment. */
        commentToken: value('comment-on-pr') === true ? value('github-token') : undefined,
        /** The manifest, and this job's share of its targets; `undefined` for a target from the inputs. */
        manifest: found?.manifest,
        /** What is exported, in `mode: export`. */
        exportPlace: exporting?.place,
        /** Notices about the inputs. */
        notices: [...(found?.notices ?? []), ...(exporting?.notices ?? []), ...(0,manifest_variables/* unusedOf */.yd)(filling)],
        approvals,
        /** The endpoint of STS; `undefined` if no request goes there. */
        stsEndpoint: sts.used,
        /** The accounts in which this step is allowed to run; `undefined` for any. */
        allowedAccounts,
        /** The region of the step; a target may be in another. */
        regionId: places.region.regionId,
        proxyFor
    };
    crossCheck(source, found?.targets, edition);
    if (source.problems.length > 0 || !allKnown(needed))
        throw new action_error/* InputError */.dz(source.problems);
    // a report that cannot be written never changes the outcome
    if (value('comment-on-pr') === true && optional.commentToken === undefined && COMMENTS.has(needed.mode)) {
        tools.log.warning(`no comment on the pull request is written: github-token is empty. Remove the input to use the token of the job. ${emptySecretCauses(env)}`);
    }
    return { ...needed, ...optional };
}
function allKnown(values) {
    return Object.values(values).every(value => value !== undefined);
}
/** Reports inputs that are valid on their own and invalid in combination. */
function crossCheck(source, targets, edition) {
    const value = source.reader(INPUTS);
    const mode = value('mode');
    const shard = edition === 'root' ? value('shard') : undefined;
    // readExport reports these for mode: export
    if (mode !== 'export')
        crossCheckChecks(source, targets);
    if (mode === 'plan') {
        const reason = 'cannot be set with mode: plan, which creates the plan to approve';
        if ((value('approved-plan') ?? 'none') !== 'none')
            source.report('approved-plan', reason);
        if (value('approved-plan-file') !== undefined)
            source.report('approved-plan-file', reason);
    }
    if (value('expect-no-changes') === true && mode !== undefined && mode !== 'plan') {
        source.report('expect-no-changes', 'requires mode: plan, which compares the live with the desired definition');
    }
    if (shard?.index === '*' && mode !== undefined && mode !== 'plan') {
        source.report('shard', `*/${shard.count} requires mode: plan, which plans all shards: set one shard, such as 1/${shard.count}`);
    }
}
/** Registers the secrets of every input and of the environment, before anything else is read. */
function registerSecrets(source, env, secrets, rows = INPUTS) {
    for (const [name, row] of Object.entries(rows)) {
        secrets.add(...(row.secrets?.(source.raw(name)) ?? []));
    }
    secrets.add(...secretsOfEnvironment(source, env), ...readProxySettings(env).secrets);
}
/**
 * Registers the secrets of every definition in the inputs, for a process that does not use the definitions.
 * What cannot be read is ignored: the main step reports it.
 */
async function registerDocumentSecrets(source, workspace, secrets) {
    const value = source.reader(INPUTS);
    const filling = readFilling(source, secrets);
    const file = async (path) => path === undefined ? undefined : readWorkspaceFile(path, workspace);
    for (const [read, withFilling] of [
        [() => value('backend-model-data'), filling],
        [() => file(value('backend-model-data-file')), filling],
        // a manifest has placeholders even if the input is not set
        [() => file(value('manifest')), filling ?? (0,manifest_variables/* fillingOf */.Fw)(new Map())]
    ]) {
        try {
            const document = await read();
            if (document !== undefined)
                secrets.add(...(0,redact/* secretsOf */.Fj)(await parseDocument(document, withFilling)));
        }
        catch (error) {
            if (!(error instanceof inputs_source/* Invalid */.WO))
                throw error;
        }
    }
}

;// CONCATENATED MODULE: ./report/sinks/annotations.js



function createAnnotationsSink({ log }) {
    return {
        name: 'annotations',
        publish({ outcomes, failure, github }) {
            log.flush();
            if (failure !== undefined)
                announceFailure(failure, github, log);
            announceAll(outcomes, github, log);
            return Promise.resolve();
        }
    };
}
/** Problems that are annotated one by one; the others still get an annotation. */
const MAX_PLACES = 8;
/** Each problem with a place in a file is annotated there; the others share an annotation. */
function announceFailure({ error, title }, source, log) {
    const problems = error instanceof action_error/* InputError */.dz ? error.problems : [];
    const placed = problems.filter(({ place }) => place !== undefined).slice(0, MAX_PLACES);
    const others = problems.filter(problem => !placed.includes(problem));
    for (const { input, message, place } of placed) {
        log.error(`${input}: ${message} [${error.code}]\n${helpLine(error, source)}`, title, place);
    }
    if (placed.length > 0 && others.length === 0) {
        // the annotations are in the file; the log says what that means for the step
        if (error.hint !== undefined)
            log.info(error.hint);
        return;
    }
    announce(placed.length === 0 ? error : new action_error/* InputError */.dz(others), title, source, log);
}
/** One annotation per failure, with the cure and a link below the message. */
function announce(error, title, source, log) {
    log.error(textOf(error, source), title);
    debug(error, log);
}
function debug({ code, cause }, log) {
    if (code === 'InternalError' && cause instanceof Error)
        log.debug(cause.stack ?? '');
}
function textOf(error, source) {
    const { message, requestId, code, hint } = error;
    const request = requestId === undefined ? '' : ` (request ${requestId})`;
    return [
        `${message}${request} [${code}]`,
        ...(hint === undefined ? [] : [hint]),
        ...helpLines(error, source)
    ].join('\n');
}
/** The runner silently drops further annotations of a step. */
const MAX_ANNOUNCED = 10;
/** One annotation per failed target, the worst first; if there are too many, the last one counts the others. */
function announceAll(outcomes, source, log) {
    const worst = failuresOf(outcomes).map(({ error, target: { name }, result }) => ({
        error,
        text: textOf(error, source),
        title: `${name}: ${result}`
    }));
    const announced = worst.slice(0, worst.length > MAX_ANNOUNCED ? MAX_ANNOUNCED - 1 : MAX_ANNOUNCED);
    for (const { error, title, text } of announced) {
        log.error(text, title);
        debug(error, log);
    }
    const others = worst.slice(announced.length);
    if (others.length === 0)
        return;
    for (const { title, text } of others)
        log.info(`${title}: ${text}`);
    log.error(`${others.length} more targets failed. The log and the job summary have their errors.`, `${others.length} more targets`);
}

;// CONCATENATED MODULE: ./report/sinks/outputs.js









/** Sets the outputs of the result, and writes the report file. */
function createOutputsSink(tools) {
    const { outputs, secrets } = tools;
    return {
        name: 'outputs',
        publish(view) {
            const { outcomes, result, failure, scrub, github } = view;
            const changed = failure?.sent === true ? undefined : changedOf(outcomes);
            outputs.set('result', result);
            outputs.set('error-code', errorCodeOf(result, failure?.error, outcomes) ?? '');
            outputs.set('message', renderMessage(pageContentOf(view)));
            outputs.set('changed', changed === undefined ? '' : String(changed));
            const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]));
            if (batches.length > 0) {
                const sum = (of) => String(batches.reduce((total, batch) => total + batch[of], 0));
                outputs.set('apis-total', sum('total'));
                outputs.set('apis-updated', sum('updated'));
                outputs.set('apis-failed', sum('failed'));
            }
            const whole = buildReport(result, changed, scrub(outcomes), github);
            outputs.set('report', fitReport(whole));
            const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`;
            writeFileOutput('report-file', 'json', text, github.tempDir, tools);
            return Promise.resolve();
        }
    };
}
/**
 * The code of the worst failure; `undefined` if the step succeeded.
 * @param error of the step as a whole
 */
function errorCodeOf(result, error, outcomes) {
    return isGreen(result) ? undefined : (error?.code ?? failuresOf(outcomes)[0]?.error.code);
}
/** Writes a text that is too long for an output to a file in `RUNNER_TEMP`, and sets the output to its path. */
function writeFileOutput(output, extension, text, tempDir, { log, outputs, files }) {
    if (tempDir === '')
        return;
    const path = tempPath(tempDir, output.replace('-file', ''), extension);
    try {
        files.write(path, text);
        // set once the file is complete
        outputs.set(output, path);
    }
    catch (error) {
        log.warning(`the output ${output} is not set: its file could not be written: ${(0,action_error/* messageOf */.bD)(error)}`);
    }
}
// The output `message`.
/**
 * Which text from outside the message shows: ids, names, addresses and numbers on one line, which neither a shell, a
 * chat nor the log interprets. No quoting works for all of them.
 */
const outputs_PLAIN = /^[\w.:/?=%+,~[\]-]{1,120}$/;
const PLAIN_NAME = /^[\w./[\]-]{1,120}$/;
const MAX_TARGETS = 5;
const MAX_INPUTS = 5;
const MAX_KEYS = 2;
/** Targets whose changes are shown. */
const MAX_CHANGED = 2;
/** The result of a step in two to six lines of plain text, to post in a chat. Free text from the cloud is left out. */
function renderMessage(report) {
    const { outcomes, result = resultOf(outcomes), error, context } = report;
    const [only] = outcomes;
    const about = only === undefined
        ? ofNoTarget(result, report)
        : outcomes.length === 1
            ? ofOne(result, only)
            : ofSeveral(result, outcomes);
    const code = errorCodeOf(result, error, outcomes);
    return [
        ...about,
        ...(code === undefined ? [] : [`Error: ${plainOr(code, 'see the run')}${inputsOf(error)}`]),
        ...(context.runUrl !== undefined && outputs_PLAIN.test(context.runUrl) ? [`Run: ${context.runUrl}`] : [])
    ].join('\n');
}
function plainOr(text, other) {
    return PLAIN_NAME.test(text) ? text : other;
}
function ofNoTarget(result, { error, exported }) {
    const title = titleWordsOf(result);
    if (result === 'unknown')
        return [`${title}: the step ended before its results were known`];
    if (error !== undefined)
        return [`${title}: no target was changed`];
    if (exported !== undefined) {
        const { backends, stages, variables } = exported;
        const needed = variables.map(name => plainOr(name, 'another'));
        return [
            `${title}: ${(0,runtime_text/* plural */.LS)(backends, 'backend')} with ${(0,runtime_text/* plural */.LS)(stages, 'stage')}`,
            needed.length === 0
                ? 'No variables are required'
                : `Required variables: ${(0,runtime_text/* joinUpTo */.jH)(needed, MAX_INPUTS)}`
        ];
    }
    return [`${title}: no target in this shard`, 'No target was changed'];
}
/** The names of the invalid inputs. */
function inputsOf(error) {
    if (!(error instanceof action_error/* InputError */.dz))
        return '';
    const names = [...new Set(error.problems.map(({ input }) => plainOr(input, 'another input')))];
    return ` (${(0,runtime_text/* joinUpTo */.jH)(names, MAX_INPUTS)})`;
}
/** A name that a chat cannot misread: if the live name is none, the key by which the inputs name the target. */
function plainNameOf({ target }) {
    return plainOr(headline_nameOf(target), plainOr((0,model_target/* keyOf */.TN)(target), 'a target'));
}
function ofOne(result, outcome) {
    const { noun, id } = (0,model_target/* idOf */.TH)(outcome.target);
    const name = plainNameOf(outcome);
    // what the workflow and the log name by its ID
    const shownId = name === (0,model_target/* keyOf */.TN)(outcome.target) || !PLAIN_NAME.test(id) ? '' : ` (${noun} ${id})`;
    return [
        `${titleWordsOf(result)}: ${name}${shownId}`,
        outputs_stateOf({ ...outcome, result }),
        ...apisOf({ ...outcome, result })
    ];
}
function ofSeveral(result, outcomes) {
    const worst = outcomes.toSorted(byBadness);
    const isNoteworthy = ({ plan, changed, hasChanges, result: each, error }) => each !== 'not-started' &&
        (error !== undefined || (plan !== undefined && (changed !== false || hasChanges !== false)));
    // the cause first: a target that was rolled back for another says less
    const telling = [...failuresOf(outcomes), ...worst.filter(({ error }) => error === undefined)].filter(isNoteworthy);
    const isEmptyPlan = result === 'planned' && outcomes.every(({ hasChanges }) => hasChanges === false);
    // the first words say it already if all targets have the result of the step
    const counts = outcomes.every(outcome => outcome.result === result) ? '' : ` (${resultCounts(outcomes)})`;
    return [
        `${titleWordsOf(result)}: ${(0,runtime_text/* plural */.LS)(outcomes.length, 'target')}${counts}`,
        `Targets: ${(0,runtime_text/* joinUpTo */.jH)(worst.map(plainNameOf), MAX_TARGETS)}`,
        ...(isEmptyPlan ? ['No changes'] : []),
        ...telling
            .slice(0, MAX_CHANGED)
            .map(outcome => `${plainNameOf(outcome)}: ${outputs_stateOf(outcome)}${outputs_codeOf(outcome)}`)
    ];
}
function outputs_codeOf({ error }) {
    return error === undefined ? '' : ` (${plainOr(error.code, 'see the run')})`;
}
/** What was done to the definition. */
function outputs_stateOf(outcome) {
    const { result, changed, hasChanges } = outcome;
    if (result === 'valid')
        return 'The inputs are valid; the cloud was not called';
    if (result === 'unchanged')
        return 'The live definition is already as desired';
    if (result === 'not-started')
        return 'Not started';
    if (result === 'rolled-back')
        return `Restored${afterFailure(outcome)}; attempted: ${changesOf(outcome)}`;
    if (result === 'planned' && hasChanges === false)
        return 'No changes';
    if (isSavedOnly(outcome) && hasNoChange(outcome)) {
        if (result === 'planned')
            return 'Would deploy the saved definition';
        if (result === 'drifted')
            return 'The desired definition is saved but not deployed';
        if (result === 'switched')
            return 'Deployed the saved definition';
    }
    if (result === 'planned' && hasNoChange(outcome))
        return 'Would send the definition again; no key differs';
    if (result === 'planned')
        return `Would change: ${changesOf(outcome)}`;
    if (result === 'drifted')
        return `The live definition differs: ${changesOf(outcome, liveAndDesired)}`;
    if (changed === false)
        return 'Not changed';
    if (changed === undefined)
        return `Not known whether it was changed; attempted: ${changesOf(outcome)}`;
    if (outcome.error?.code === 'Conflict')
        return `Changed by someone else; attempted: ${changesOf(outcome)}`;
    const reached = reachedOf(outcome);
    if (reached !== undefined)
        return `Changed: ${reached}; desired: ${changesOf(outcome)}`;
    return `Changed: ${changesOf(outcome)}`;
}
/** For a ladder: ` after a failure at 50 percent`. */
function afterFailure(outcome) {
    const at = weightFailed(outcome);
    return at === '' ? '' : ` after a failure${at}`;
}
/** Whether the desired definition was saved before the step, but not in effect. */
function isSavedOnly({ plan }) {
    return plan?.live?.notInEffect !== undefined;
}
/** How far a ladder came, if not to its last weight. The weight above may have been sent, so the live one is not known. */
function reachedOf({ rungs = [] }) {
    if (rungs.every(({ result }) => result === 'switched'))
        return undefined;
    const weight = rungs.findLast(({ result }) => result === 'switched')?.weight;
    return weight === undefined ? 'no weight verified' : `last verified weight ${weight} percent`;
}
function hasNoChange({ plan }) {
    return (plan?.difference !== undefined && plan.difference.changes.length + plan.difference.omitted.length === 0);
}
function changesOf({ plan, hasChanges, result }, describe = fromTo) {
    if (plan?.difference === undefined)
        return 'not known, because the live definition cannot be read';
    const { changes, omitted } = plan.difference;
    const isKept = result === 'unchanged' || (hasChanges === false && result !== 'drifted');
    const removed = isKept ? [] : omitted;
    const all = [...changes.map(redactChange), ...removed.map(redactChange)];
    if (all.length === 0)
        return 'no key';
    const named = all.filter(({ path }) => PLAIN_NAME.test(path)).slice(0, MAX_KEYS);
    const more = all.length - named.length;
    const texts = named.map(({ path, before, after }) => `${path} ${describe(plainOf(before), plainOf(after))}`);
    return [...texts, ...(more > 0 ? [(0,runtime_text/* plural */.LS)(more, named.length > 0 ? 'more key' : 'key')] : [])].join('; ');
}
function plainOf(value) {
    if (value === null)
        return null;
    const text = Array.isArray(value) ? value.map(plainItem).join(',') : plainItem(value);
    return outputs_PLAIN.test(text) ? text : undefined;
}
/** An item of a list can be shown only if it is a text, a number or a boolean. */
function plainItem(value) {
    return typeof value === 'object' ? ' ' : String(value);
}
function liveAndDesired(live, desired) {
    if (live === null)
        return desired === undefined ? 'is absent' : `is absent, desired ${desired}`;
    if (desired === null)
        return live === undefined ? 'is not desired' : `is ${live}, not desired`;
    return live === undefined || desired === undefined ? 'differs' : `is ${live}, desired ${desired}`;
}
function fromTo(before, after) {
    if (after === null)
        return 'removed';
    if (before === null)
        return after === undefined ? 'added' : `added as ${after}`;
    return before === undefined || after === undefined ? 'changed' : `from ${before} to ${after}`;
}
function apisOf(outcome) {
    const { target, result, plan, progress, hasChanges } = outcome;
    const { reportsCompletion, completesByList, words } = kindOf(target);
    if (words.affectsOnlyItself)
        return [];
    const name = completesByList ? 'APIs' : capital(words.affected.many);
    if (progress !== undefined && progress.total > 0) {
        // those of a rolled-back switch are updated once more
        if (result === 'rolled-back' || !wasSent(outcome))
            return [];
        const failed = progress.failed > 0 ? `, ${progress.failed} failed` : '';
        return reportsCompletion
            ? [`${name}: ${progress.updated} of ${progress.total} updated${failed}`]
            : [`${name} that use it: ${progress.total}`];
    }
    const count = plan?.affected?.length ?? 0;
    return result === 'planned' && hasChanges !== false && count > 0 ? [`${name} affected: ${count}`] : [];
}

;// CONCATENATED MODULE: external "node:buffer"
const external_node_buffer_namespaceObject = process.getBuiltinModule("node:buffer");
;// CONCATENATED MODULE: ./report/sinks/summary.js





/** @param tools.writeSummary adds Markdown to the job summary */
function createSummarySink(tools) {
    const { secrets, writeSummary } = tools;
    return {
        name: 'job summary',
        publish(view) {
            if (view.summary)
                writeSummary(secrets.scrub(renderSummary(pageContentOf(view))));
            return Promise.resolve();
        }
    };
}
/** The runner drops a summary above 1 MiB. */
const MAX_SUMMARY_BYTES = 1_000_000;
/** The job summary as GitHub Flavored Markdown. What exceeds the limit is left out, the least useful first, and named. */
function renderSummary(report, limitBytes = MAX_SUMMARY_BYTES) {
    const cutNote = (cuts) => markup `*Left out to fit: ${cuts}. The output ${shown('report-file')} holds the path of the full report.*`;
    // ends with a line break, since other summaries may follow in the file
    return `${fitted(budget => renderBlocks(report, budget, cutNote), limitBytes - 1, text => external_node_buffer_namespaceObject.Buffer.byteLength(text), limitedTo(report, WHOLE))}\n`;
}

;// CONCATENATED MODULE: ./report/publish.js





/** Every sink in order: first what later steps use, last what needs the network. */
function createSinks(step, tools) {
    return [
        // a post step cannot set outputs
        ...(step === 'main' ? [createOutputsSink(tools)] : []),
        createAnnotationsSink(tools),
        createSummarySink(tools),
        createCommentSink(tools)
    ];
}
/** Publishes to each sink, even if others fail. Never rejects. */
async function publish(view, sinks, log) {
    for (const sink of sinks) {
        try {
            await sink.publish(view);
        }
        catch (error) {
            log.warning(`the ${sink.name} could not be written: ${(0,action_error/* messageOf */.bD)(error)}`);
        }
    }
}

;// CONCATENATED MODULE: ./report/scrubber.js


// A secret may equal one of this action's own words. Plain names of members are left as they are: no escaping can hide a
// secret in them from the search of the whole text. So are results, which reveal nothing.
const NAME = /^[a-z][a-zA-Z]*$/;
const WORDS = new Set(RESULTS);
/**
 * Pages are made of scrubbed values alone: once a text is escaped or cut, a secret in it is no longer recognized,
 * although the page may still show it. A scrubber can be reused for values that have much in common, as long as no
 * secret is added.
 */
function createScrubber({ scrub }) {
    // texts repeat, such as groups of APIs; a value that is used twice stays one object; and what holds no secret, like
    // most values, is not copied
    const texts = new Map();
    const copies = new Map();
    const textOf = (text) => {
        if (WORDS.has(text))
            return text;
        const known = texts.get(text);
        if (known !== undefined)
            return known;
        const clean = scrub(text);
        texts.set(text, clean);
        return clean;
    };
    const copyOf = (one) => {
        if (typeof one === 'string')
            return textOf(one);
        if (typeof one !== 'object' || one === null)
            return one;
        const known = copies.get(one);
        if (known !== undefined)
            return known;
        const copy = copyOfObject(one);
        copies.set(one, copy);
        return copy;
    };
    const copyOfObject = (one) => {
        if (Array.isArray(one)) {
            const items = one.map(copyOf);
            return items.some((item, index) => item !== one[index]) ? items : one;
        }
        if (one instanceof action_error/* InputError */.dz)
            return new action_error/* InputError */.dz(copyOf(one.problems));
        if (one instanceof action_error/* ActionError */.lZ) {
            const { brief, code, message, advice, requestId, rollbackError } = one;
            return new action_error/* ActionError */.lZ(code, textOf(message), {
                ...copyOf(advice),
                brief: copyOf(brief),
                requestId: copyOf(requestId),
                rollbackError: copyOf(rollbackError)
            });
        }
        // a URL and other class instances are never shown as they are
        if (Object.getPrototypeOf(one) !== Object.prototype)
            return one;
        const members = one;
        const keys = Object.keys(members);
        let copied;
        for (let index = 0; index < keys.length; index++) {
            const key = keys[index] ?? '';
            const child = members[key];
            const newKey = NAME.test(key) ? key : textOf(key);
            const newChild = copyOf(child);
            if (copied === undefined && (newKey !== key || newChild !== child)) {
                copied = keys.slice(0, index).map(before => [before, members[before]]);
            }
            copied?.push([newKey, newChild]);
        }
        return copied === undefined ? one : Object.fromEntries(copied);
    };
    return (value) => copyOf(value);
}

;// CONCATENATED MODULE: ./rollout/schedule.js


/**
 * Runs items in order: sequentially up to the canary, so that it runs alone, then as many lanes in parallel as allowed. An item whose
 * lane is occupied waits, and later items overtake it.
 * @returns the items that were never started, in order
 */
async function runInOrder(items, run, options) {
    const waiting = [...items];
    const canary = items.find(options.isCanary);
    for (let last; last !== canary && !options.isStopped();) {
        last = waiting.shift();
        if (last !== undefined)
            await run(last);
    }
    const underWay = new Map();
    for (;;) {
        while (underWay.size < options.parallel && !options.isStopped()) {
            const index = waiting.findIndex(item => !underWay.has(options.laneOf(item)));
            const [item] = index < 0 ? [] : waiting.splice(index, 1);
            if (item === undefined)
                break;
            const lane = options.laneOf(item);
            underWay.set(lane, run(item).finally(() => underWay.delete(lane)));
        }
        if (underWay.size === 0)
            return waiting;
        await Promise.race(underWay.values());
    }
}
/** Maps items with limited parallelism; the results keep the order of the items. */
async function mapInParallel(items, parallel, map) {
    const results = new Array(items.length);
    let next = 0;
    const work = async () => {
        for (let index = next++; index < items.length; index = next++) {
            results[index] = await map(items[index]);
        }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, work));
    return results;
}
const SUMMARY_EVERY_MS = 15_000;
/** Logs a line per completed target and, for several targets, an occasional summary with an estimate of the remaining time. */
function schedule_createProgressLog(total, clock, log) {
    const startedAt = clock.now();
    let summedAt = startedAt;
    let done = 0;
    let failed = 0;
    return {
        ended({ target, result, durationMs }) {
            done++;
            if (!isGreen(result) && result !== 'not-started')
                failed++;
            const count = total === 1 ? '' : `[${done}/${total}] `;
            log.info(`${count}${target.name}: ${result} (${(0,runtime_clock/* formatDuration */.a3)(durationMs)})`);
            const now = clock.now();
            if (total === 1 || done === total || now - summedAt < SUMMARY_EVERY_MS)
                return;
            summedAt = now;
            const left = total - done;
            const estimateMs = ((now - startedAt) / done) * left;
            log.info(`${done} of ${total} targets completed (${failed} failed), ${left} remaining, about ${(0,runtime_clock/* formatDuration */.a3)(estimateMs)} left`);
        }
    };
}

;// CONCATENATED MODULE: ./report/plan-lines.js






const MAX_SHOWN_APIS = 50;
const MAX_SHOWN_VALUE = 300;
/** A plan, line by line, for the log. Redacted. */
function planLines(planned, scrub) {
    const { plan } = planned;
    const { fingerprint } = plan;
    return [
        { text: titleText(plan) },
        ...changeSection(planned, scrub),
        ...((0,model_target/* isLadder */.lq)(plan.target) && plan.difference?.changes.length !== 0
            ? [{ text: `Weights  ${stepsOf(plan)}` }]
            : []),
        ...(fingerprint === undefined ? [] : [{ text: `Plan     ${fingerprint}` }]),
        ...affectedTexts(plan).map(text => ({ text }))
    ];
}
/** `orders/RELEASE (backend 20bcdc94\u2026, type HTTP, definition 0d105f80\u2026)`. */
function titleText(plan) {
    const { target, targetType, definitionId } = plan;
    const name = headline_nameOf(target);
    const { noun, id } = (0,model_target/* idOf */.TH)(target);
    const facts = [
        name.includes(id) ? noun : `${noun} ${id}`,
        ...(target.kind === 'route' && !name.includes(target.httpApiId) ? [`API ${target.httpApiId}`] : []),
        `${kindOf(target).words.type} ${targetType}`,
        ...(definitionId === '' ? [] : [`definition ${definitionId}`])
    ];
    return `${name} (${facts.join(', ')})`;
}
function changeSection({ plan, hasChanges }, scrub) {
    const { difference } = plan;
    const described = describeDefinitions(plan);
    if (described !== undefined) {
        const title = capital(kindOf(plan.target).words.definition);
        return described.isSame
            ? [{ text: `${title.padEnd(8)} ${oneText(described.before, scrub)}, as desired` }]
            : [{ text: title }, ...wholeLines(described, scrub)];
    }
    if (difference === undefined)
        return [{ text: 'Changes  not known: the live definition cannot be read' }];
    const lines = differenceLines(difference, hasChanges, scrub);
    if (lines.length > 0)
        return [{ text: 'Changes' }, ...lines];
    const { omitted } = difference;
    if (omitted.length === 0) {
        return [{ text: hasChanges ? 'Changes  no key differs; the definition is sent again' : 'Changes  none' }];
    }
    return [
        { text: 'Changes  none; the live definition has keys that the desired definition omits:' },
        ...omitted.map(redactChange).map(({ path, before }) => ({ text: `  ${path}: ${show(before, scrub)}` })),
        { text: '  To remove them, set skip-unchanged: false' }
    ];
}
/** A definition that people read better as a whole than by its keys. */
function wholeLines({ before, after }, scrub) {
    return [...before.map(line => removed(show(line, scrub))), ...after.map(line => added(show(line, scrub)))];
}
/** Each key, with the removed and the added value. Keys that the definition omits are removed only by sending it. */
function differenceLines({ changes, omitted }, hasChanges, scrub) {
    return [
        ...changes
            .map(redactChange)
            .flatMap(({ path, before, after }) => [
            { text: `  ${path}` },
            ...(before === null ? [] : [removed(show(before, scrub))]),
            ...(after === null ? [] : [added(show(after, scrub))])
        ]),
        ...(hasChanges ? omitted : [])
            .map(redactChange)
            .flatMap(({ path, before }) => [
            { text: `  ${path} (removed: the definition omits it)` },
            removed(show(before, scrub))
        ])
    ];
}
function removed(text) {
    return { text: `    - ${text}`, change: 'removed' };
}
function added(text) {
    return { text: `    + ${text}`, change: 'added' };
}
/** What the plan affects; nothing for a target that affects itself alone. */
function affectedTexts({ target, affected }) {
    if (kindOf(target).words.affectsOnlyItself)
        return [];
    if (affected === undefined) {
        return [
            target.kind === 'backend'
                ? 'Affects  not known: the published APIs cannot be listed'
                : 'Affects  not known: the routes and operations cannot be listed'
        ];
    }
    const more = affected.length - MAX_SHOWN_APIS;
    return [
        `Affects  ${countAffected([{ count: affected.length, target }])}`,
        ...affected
            .slice(0, MAX_SHOWN_APIS)
            .map(api => `  ${[api.group, api.name || api.apiId, api.method, api.path].filter(Boolean).join('  ')}`),
        ...(more > 0 ? [`  \u2026 and ${more} more`] : [])
    ];
}
function oneText(lines, scrub) {
    return lines.map(line => show(line, scrub)).join('; ');
}
/** Several plans, each on a line with its changes below it, for the log. Redacted. */
function planTable(planned, scrub) {
    return planned.flatMap(one => {
        const { plan, hasChanges } = one;
        const { target } = plan;
        const facts = [
            `${target.name}  ${hasChanges ? 'changes' : 'no changes'}`,
            ...affectedCounts(plan),
            ...(hasChanges && (0,model_target/* isLadder */.lq)(target) ? [stepsOf(plan).toLowerCase()] : []),
            plan.fingerprint ?? 'no fingerprint'
        ];
        const described = describeDefinitions(plan);
        const lines = described === undefined
            ? differenceLines(plan.difference ?? { changes: [], omitted: [] }, hasChanges, scrub)
            : described.isSame
                ? []
                : wholeLines(described, scrub);
        return [{ text: facts.join(', ') }, ...lines];
    });
}
/** `3 APIs`; nothing for a target that affects itself alone. */
function affectedCounts({ target, affected }) {
    if (target.kind === 'backend') {
        return [affected === undefined ? 'APIs not known' : (0,runtime_text/* plural */.LS)(affected.length, 'API')];
    }
    const { affectsOnlyItself, affected: noun } = kindOf(target).words;
    if (affectsOnlyItself)
        return [];
    return [
        affected === undefined ? `${noun.many} not known` : countAffected([{ count: affected.length, target }])
    ];
}
function describedText(plan, scrub) {
    const described = describeDefinitions(plan);
    if (described === undefined || described.isSame)
        return undefined;
    const { definition } = kindOf(plan.target).words;
    return [`${definition}: ${oneText(described.before, scrub)} -> ${oneText(described.after, scrub)}`];
}
/** The differences of a plan on one line. Redacted. */
function showDifference(plan, scrub, absent = 'removed (the definition omits it)') {
    const { difference } = plan;
    if (difference === undefined)
        return 'not known';
    const described = describedText(plan, scrub);
    return ((described ?? changeTexts(difference, scrub, absent)).join('; ') ||
        (plan.live?.notInEffect ?? 'no change'));
}
/** `ServiceTimeout: 3000 -> 5000`, one for each key. */
function changeTexts({ changes, omitted }, scrub, absent) {
    return [
        ...changes
            .map(redactChange)
            .map(({ path, before, after }) => `${path}: ${show(before, scrub)} -> ${show(after, scrub)}`),
        ...omitted.map(redactChange).map(({ path, before }) => `${path}: ${show(before, scrub)} -> ${absent}`)
    ];
}
/** Scrubbed before it is cut, since half of a secret is not recognized. */
function show(value, scrub) {
    const text = scrub(typeof value === 'string' ? value : JSON.stringify(value));
    return text.length <= MAX_SHOWN_VALUE ? text : `${(0,runtime_text/* cut */.Jj)(text, MAX_SHOWN_VALUE)}\u2026 (${text.length} characters)`;
}

;// CONCATENATED MODULE: ./rollout/after-rollback.js





// What the error of a switch says about its rollback.
/** The message of a failure, with the outcome of its rollback. */
function withRollbackSentence(message, end) {
    return withSentence(message, sentenceAfter(message, end));
}
/** Definitions that the message already shows are not repeated. */
function sentenceAfter(message, { sentence, definitions }) {
    const isShown = definitions !== undefined && message.includes(definitions);
    return isShown ? sentence.replace(`: ${definitions}`, '') : sentence;
}
/**
 * The message for a page that says itself that the target was rolled back, and shows the changes and the IDs: why a rollback failed
 * is a paragraph of its own.
 * @param message of the failure that caused the rollback
 */
function briefAfter(message, end) {
    if (end.result === 'rolled-back')
        return message;
    return `${message}\n${sentenceAfter(message, end)}`;
}
/**
 * What to do after a rollback: fix the cause or, if the rollback failed, fix that first.
 * @param options.of completes `the cause`, such as ` for orders`
 * @param options.first what to do first if the rollback failed
 */
function adviceAfter(plan, end, { of = '', first = CHECK_FIRST } = {}) {
    if (end.result === 'rolled-back')
        return { cure: `Fix the cause${of}, then re-run the job.` };
    if (end.result === 'stopped')
        return { cure: FINISHED_BY_POST, nextSteps: nextSteps(plan) };
    const { cure, policy } = end.error === undefined ? { cure: (0,catalog/* entryOfOwn */._X)(end.code ?? '')?.first } : rollbackAdvice(end.error);
    return {
        cure: [first, cure].filter(Boolean).join('\n'),
        policy,
        nextSteps: nextSteps(plan),
        rollbackError: end.error
    };
}
const CHECK_FIRST = 'Check the live definition first (mode: plan shows it).';
const FINISHED_BY_POST = 'Wait for the post step: it reports the outcome at the end of the log and in the job summary.';
/**
 * The advice on what made a rollback fail. The catalog's cure for a failed call is about a call of the switch, so the one for a rollback
 * replaces it, if there is one. A cure that the error sets itself, such as a permission to grant, stays.
 */
function rollbackAdvice(error) {
    const { advice } = error;
    const code = failedCallOf(error)?.code;
    const { cure, rollbackCure } = (code === undefined ? undefined : (0,catalog/* entryOfCall */.ck)(code)) ?? {};
    return rollbackCure === undefined || advice.cure !== cure ? advice : { ...advice, cure: rollbackCure };
}
/** The call whose failure caused the error. */
function failedCallOf(error) {
    if (error instanceof call_error/* CallError */.RA)
        return error;
    return error instanceof action_error/* ActionError */.lZ ? failedCallOf(error.cause) : undefined;
}

;// CONCATENATED MODULE: ./rollout/classify.js





const NEVER_SEEN = { writeId: undefined, firstSeen: undefined };
/**
 * Classifies what is live, for every purpose: before a write is sent again, after completion, before and after a rollback, for an
 * approval, for `changed`, and in the post step.
 * @param live `undefined` if the target no longer has a definition
 */
function classify(live, plan, mark = NEVER_SEEN) {
    const { changes, omitted } = compareWith(plan, live);
    const classified = (verdict) => ({ verdict, differences: changes });
    if (live === undefined)
        return classified('foreign');
    const isMarked = carriesWriteId(live, mark);
    const isPrevious = isPreviousOf(plan, live);
    // if only a write ID distinguishes the two, it decides
    if (isPrevious && !isMarked)
        return classified('previous');
    if (changes.length === 0) {
        const known = new Set((plan.difference?.omitted ?? []).map(({ path }) => path));
        return classified(omitted.every(({ path }) => known.has(path)) ? 'ours' : 'ours-with-service-values');
    }
    // a lower rung, written by this step
    if (plan.climbed?.some(rung => kindOf(plan.target).compare(rung, live).changes.length === 0) === true) {
        return classified('ours');
    }
    // the service's own spelling of what was sent: no one else has written since it was first seen
    const isSteady = mark.firstSeen === undefined || mark.firstSeen === digestOfLive(plan.target, live);
    return classified(isMarked && isSteady ? 'ours-with-service-values' : 'foreign');
}
/** Whether a reading shows that a write left all other fields unchanged; false if they are not known. */
function keptOtherFields(before, now) {
    const isKnown = before?.otherFields !== undefined && now?.otherFields !== undefined;
    return isKnown && (0,kind/* changedOtherFields */.G$)(before, now).length === 0;
}
function isOurs(verdict) {
    return verdict === 'ours' || verdict === 'ours-with-service-values';
}
function isPreviousOf({ live: previous, digests, target }, live) {
    if (previous !== undefined)
        return previous.canonical === live.canonical;
    return digests?.live !== undefined && digests.live === digestOfLive(target, live);
}
/** The differences on the desired keys. A desired definition that was not stored differs as a whole or not at all. */
function compareWith({ desired, targetType, digests, target }, live) {
    if (digests?.desired === undefined) {
        const { changes, omitted } = kindOf(target).compare(desired, live ?? { raw: {}, definition: {} });
        // keys that the service never returns say nothing about whose definition is live
        return {
            changes: live === undefined
                ? changes
                : kindOf(target).unreturned.split(changes, desired, targetType, live.raw).counting,
            omitted
        };
    }
    const isDesired = live !== undefined && digests.desired === digestOfLive(target, live, digests.desiredKeys);
    const whole = { path: '(definition)', before: undefined, after: undefined, secret: true };
    return { changes: isDesired ? [] : [whole], omitted: [] };
}
/** Recognizes a definition without revealing it; with `keys`, only their values. */
function digestOfLive(target, { definition }, keys) {
    if (keys === undefined)
        return (0,model_fingerprint/* digestOf */.ol)((0,model_target/* identityOf */.cu)(target), definition);
    const known = Object.entries(definition).filter(([key]) => keys.includes(key));
    return (0,model_fingerprint/* digestOf */.ol)((0,model_target/* identityOf */.cu)(target), Object.fromEntries(known));
}
/** Whether a plan's target can be read, and its readings classified. */
function isReadable({ live, digests }) {
    return live !== undefined || digests !== undefined;
}
/** Whether the reading has the description of this write. */
function carriesWriteId(live, { writeId }) {
    return writeId !== undefined && live.description.endsWith(writeId);
}
/**
 * Whether a reading differs from what was live before the step: the definition, or the description if the author set one.
 * `undefined` if the previous definition is not known.
 */
function hasChanged(live, plan) {
    const previous = plan.live;
    if (!isReadable(plan) || (previous === undefined && plan.digests?.live === undefined))
        return undefined;
    if (live === undefined || !isPreviousOf(plan, live))
        return true;
    if ((0,kind/* changedOtherFields */.G$)(previous, live).length > 0)
        return true;
    // the reading may not be what is in effect
    if (live.notInEffect !== previous?.notInEffect)
        return undefined;
    return (previous !== undefined &&
        plan.target.description?.setByAuthor === true &&
        live.description !== previous.description);
}
/**
 * @param onObserved called when a reading shows this step's definition or write ID for the first time
 * @param before what an earlier process saw
 */
function createObservations(plan, onObserved = () => undefined, before = { ours: false, first: null }) {
    const writeId = writeIdOf(plan);
    let { ours, kept = false } = before;
    let first = before.first ?? undefined;
    const soFar = () => ({ ours, first: first ?? null, ...(kept ? { kept } : {}) });
    return {
        classify(live) {
            const mark = { writeId, firstSeen: first };
            const classification = classify(live, plan, mark);
            const isFirst = live !== undefined && first === undefined && carriesWriteId(live, mark);
            if (isFirst)
                first = digestOfLive(plan.target, live);
            const isNew = !ours && isOurs(classification.verdict);
            ours ||= isNew;
            const isKept = !kept && isOurs(classification.verdict) && keptOtherFields(plan.live, live);
            kept ||= isKept;
            if (isFirst || isNew || isKept)
                onObserved(soFar());
            return classification;
        },
        soFar
    };
}

;// CONCATENATED MODULE: ./rollout/read-back.js




const NOT_READ = { reading: undefined, lastError: undefined };
/** How long a definition may take to become visible after its batch. */
const READ_BACK_MS = 30_000;
/** How much longer a busy service is retried: its response says nothing about the definition. */
const BUSY_MS = 120_000;
const read_back_FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 5_000;
/** Reads the target and classifies what is live. Never rejects because of a response. */
async function read_back_readTarget(reader, plan, observations, options) {
    const live = await (0,call_error/* orCallError */.YU)(kindOf(plan.target).read(reader, plan, options));
    return live instanceof call_error/* CallError */.RA
        ? { reading: undefined, lastError: live }
        : { reading: { live, ...observations.classify(live) }, lastError: undefined };
}
/** Tries to read the target for a few seconds; the reading is only informative. */
async function readSoon(reader, plan, observations, { log, deadline }) {
    for (let delayMs = read_back_FIRST_DELAY_MS;; delayMs *= 2) {
        const latest = await read_back_readTarget(reader, plan, observations, { once: true, deadline });
        const { lastError } = latest;
        if (lastError === undefined || (0,call_error/* isDenied */.GZ)(lastError))
            return latest;
        if (deadline.isStopped() || delayMs >= deadline.leftMs())
            return latest;
        log.info(`${lastError.message}; reading back again`);
        await deadline.sleep(delayMs);
        if (deadline.isStopped())
            return latest;
    }
}
/**
 * Reads the target after its batch until it is as desired: for half a minute or the rest of the wait, whichever is less, but at least
 * once. Every read is sent after the batch completed.
 * @param deadline of the wait; a pending read may take `graceMs` longer
 * @param confirmsAfterMs after which a definition that was not as desired at first is read once more; 0 for never
 */
async function readUntilDesired(reader, plan, observations, { log, deadline, graceMs, confirmsAfterMs }) {
    const last = deadline.later(graceMs);
    const enough = deadline.within(READ_BACK_MS);
    const patient = deadline.within(READ_BACK_MS + BUSY_MS);
    let latest = NOT_READ;
    /** How many consecutive readings were as desired, and how many must be. */
    let [count, required] = [0, 1];
    for (let delayMs = read_back_FIRST_DELAY_MS;; delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)) {
        const next = await read_back_readTarget(reader, plan, observations, { once: true, deadline: last });
        latest = { reading: next.reading ?? latest.reading, lastError: next.lastError };
        count = isAsDesired(latest) ? count + 1 : 0;
        if (count >= required || (next.lastError !== undefined && (0,call_error/* isDenied */.GZ)(next.lastError)))
            return latest;
        // what changed after the completion may show the status from before the change
        if (next.reading !== undefined && count === 0 && confirmsAfterMs > 0)
            required = 2;
        if (count > 0) {
            await last.sleep(confirmsAfterMs);
            if (deadline.isStopped())
                return NOT_READ;
            continue;
        }
        const busy = next.lastError?.fault === 'busy' ? next.lastError : undefined;
        const end = busy === undefined ? enough : patient;
        if (end.isOver())
            return latest;
        if (next.lastError !== undefined)
            log.info(`${next.lastError.message}; reading back again`);
        const requestedMs = next.lastError === undefined ? 0 : (0,retry/* requestedDelay */.QQ)(next.lastError);
        await (0,polling/* sleepUntilNext */.jF)(Math.max(delayMs, requestedMs), end, () => {
            log.info('waiting as long as the service requested; reading back again after that');
        });
        if (deadline.isStopped())
            return latest;
    }
}
/** Whether the last attempt returned a reading, and it shows the desired definition. */
function isAsDesired({ reading, lastError }) {
    const { live, differences } = reading ?? {};
    return (lastError === undefined &&
        live !== undefined &&
        live.notInEffect === undefined &&
        differences?.length === 0);
}

;// CONCATENATED MODULE: ./rollout/assess.js












/** The result, from the outcome of the batch and the last reading. */
function assess(plan, batch, readBack, options) {
    const { target } = plan;
    const { operations } = kindOf(target);
    const changed = surelyChanged(plan, readBack);
    const red = ({ result, code, message, cause }, progress) => ({
        result,
        changed,
        progress,
        checks: [],
        error: new action_error/* ActionError */.lZ(code, message, { ...cause?.advice, nextSteps: nextSteps(plan), cause })
    });
    const submitted = (progress, warning) => {
        options.log.warning(warningText(warning));
        return { result: 'submitted', changed, progress, checks: [], error: undefined, warnings: [warning] };
    };
    if (batch.kind === 'stopped')
        return cancelled(plan, changed, batch.progress);
    if (batch.kind === 'denied') {
        if (options.stopped)
            return cancelled(plan, changed, undefined);
        return submitted(undefined, {
            text: `${target.name}: accepted, but not followed: ${(0,runtime_text/* withoutPeriod */.Kx)(batch.error.message)}. ${ram_policies/* TO_ALLOW */.UE}`,
            policy: (0,ram_policies/* ramStatement */.u2)([operations.follow])
        });
    }
    if (batch.kind === 'timed-out')
        return red(explainTimeout(plan, batch, options), batch.progress);
    const { progress } = batch;
    if (progress.failed > 0)
        return red(explainFailure(plan, progress), progress);
    if (!isReadable(plan)) {
        return { result: 'submitted', changed, progress, checks: [], error: undefined };
    }
    if (!isAsDesired(readBack)) {
        if (options.stopped)
            return cancelled(plan, changed, progress);
        const { lastError } = readBack;
        if (lastError !== undefined && (0,call_error/* isDenied */.GZ)(lastError) && options.wait === 'auto') {
            return submitted(progress, {
                text: `${target.name}: could not be read back: ${(0,runtime_text/* withoutPeriod */.Kx)(lastError.message)}. ${ram_policies/* TO_ALLOW */.UE}`,
                policy: (0,ram_policies/* ramStatement */.u2)([operations.read])
            });
        }
        return red(explainReadBack(plan, readBack), progress);
    }
    const reset = assessOtherFields(plan, readBack);
    if (reset !== undefined)
        return { ...reset, progress };
    if (!batch.isCertain) {
        const unchecked = `${target.name}: every API in the batch was updated, but whether the batch lists every affected API could not be verified`;
        return submitted(progress, plan.affectedAtLeast === undefined
            ? { text: `${unchecked}. ${ram_policies/* TO_ALLOW */.UE}`, policy: (0,ram_policies/* ramStatement */.u2)(operations.listAffected) }
            : { text: `${unchecked}, because the list of published APIs was not complete` });
    }
    return { result: 'switched', changed, progress, checks: [], error: undefined };
}
/** Why the wait ended without completion. */
function explainTimeout(plan, batch, { waitTimeoutMs, waitLimit = 'wait-timeout' }) {
    const { name } = plan.target;
    const { member, completion, affectsOnlyItself } = kindOf(plan.target).words;
    const { progress, lastError } = batch;
    if (progress === undefined && lastError === undefined) {
        return {
            result: 'unknown',
            code: 'NoOperationId',
            message: `${name}: accepted, but the service returned no operation ID, so the ${completion} could not be followed`
        };
    }
    const timeout = { result: 'unknown', code: 'WaitTimeout', cause: lastError };
    const within = `within ${(0,runtime_clock/* formatDuration */.a3)(waitTimeoutMs)} (${waitLimit})`;
    const lastPoll = lastError === undefined ? '' : `; the last poll failed: ${lastError.message}`;
    if (progress === undefined) {
        return {
            ...timeout,
            message: `${name}: the ${completion} could not be followed to completion ${within}${lastPoll}`
        };
    }
    const moving = progress.apis.filter(api => api.state === 'moving');
    if (affectsOnlyItself) {
        const status = moving.map(api => api.status).join() || 'in an unnamed state';
        return {
            ...timeout,
            message: `${name}: the ${completion} did not complete ${within}: the ${member} is ${status}${lastPoll}`
        };
    }
    const states = moving.map(api => `${api.name || api.apiId}: ${api.status === '' ? 'not listed yet' : `status ${api.status}, ${api.message === '' ? 'no message' : `message "${api.message}"`}`}`);
    // an unknown status is not final, whatever the message says; the error has the message
    const reported = moving.filter(({ message }) => /^\s*(?:fail|error)/i.test(message));
    const statuses = [...new Set(reported.map(({ status }) => status || '(empty)'))];
    const likely = reported.length === 0
        ? ''
        : `; ${reported.length === progress.moving ? 'they' : `${reported.length} of them`} most likely failed, as the message says, but ${(0,runtime_text/* joinUpTo */.jH)(statuses, 5)} is not a status that this action recognizes as final`;
    return {
        ...timeout,
        message: (0,runtime_text/* oneLine */.TN)(`${name}: ${progress.moving} of ${(0,runtime_text/* plural */.LS)(progress.total, member)} did not complete ${within}${progress.failed > 0 ? `, ${progress.failed} failed` : ''}: ${(0,runtime_text/* joinUpTo */.jH)(states, 5, '; ')}${likely}${lastPoll}`)
    };
}
/** What of the batch failed. */
function explainFailure({ target }, progress) {
    const { name } = target;
    const { affectsOnlyItself, completion, member } = kindOf(target).words;
    const failed = progress.apis.filter(api => api.state === 'failed');
    if (affectsOnlyItself) {
        const status = failed.map(api => api.status).join();
        return {
            result: 'partial',
            code: 'BatchFailed',
            message: `${name}: the ${completion} failed: the ${member} is ${status}, and the service reports no reason`
        };
    }
    const texts = failed.map(api => `${api.name || api.apiId}${api.group && ` (${api.group})`}: ${api.status} ${api.message}`);
    return {
        result: 'partial',
        code: 'BatchFailed',
        message: (0,runtime_text/* oneLine */.TN)(`${name}: ${progress.failed} of ${(0,runtime_text/* plural */.LS)(progress.total, member)} failed to update: ${(0,runtime_text/* joinUpTo */.jH)(texts, 10, '; ')}`)
    };
}
/** Why a completed write was not read back as desired. */
function explainReadBack({ target }, { reading, lastError }) {
    const { name } = target;
    const { completed, definition } = kindOf(target).words;
    if (lastError !== undefined || reading === undefined) {
        return {
            result: 'unknown',
            code: 'ReadBackFailed',
            message: `${name}: ${completed}, but the ${definition} could not be read back: ${lastError?.message ?? 'no response'}`,
            cause: lastError
        };
    }
    const paths = reading.differences.map(change => change.path).join(', ');
    const how = paths === '' ? (reading.live?.notInEffect ?? 'it is gone') : `it differs in ${paths}`;
    const still = reading.verdict === 'previous'
        ? '. The previous definition is still live: the service did not store the modification, or shows it later'
        : '';
    return {
        result: 'partial',
        code: 'ReadBackMismatch',
        message: `${name}: ${completed}, but the live definition is not the one that was sent: ${how}${still}`
    };
}
/** The assessment of a write that changed more than its definition; `undefined` if it did not. */
function assessOtherFields(plan, readBack) {
    if (!isAsDesired(readBack))
        return undefined;
    const others = (0,kind/* changedOtherFields */.G$)(plan.live, readBack.reading?.live);
    if (others.length === 0)
        return undefined;
    const { name } = plan.target;
    const { completed, definition } = kindOf(plan.target).words;
    return {
        result: 'partial',
        changed: true,
        progress: undefined,
        checks: [],
        error: new action_error/* ActionError */.lZ('ReadBackMismatch', `${name}: ${completed}, and other fields changed together with the ${definition}: ${others.join(', ')}`, { nextSteps: nextSteps(plan) }),
        mustRestore: true
    };
}
/** Assesses a switch whose checks have run. */
function assessChecks(plan, end, failed, stopped) {
    if (failed === undefined)
        return end;
    if (stopped)
        return { ...cancelled(plan, end.changed, end.progress), checks: end.checks };
    const { message, likelyCause } = describeFailure(plan, failed, end.checks);
    const error = new action_error/* ActionError */.lZ(failed.code, message, { nextSteps: nextSteps(plan) });
    return { ...end, result: 'partial', error, likelyCause };
}
/** The error of a check that failed without a write. */
function checkError(plan, check, results, advice) {
    const { message, likelyCause } = describeFailure(plan, check, results);
    return new action_error/* ActionError */.lZ(check.code, withLikelyCause(message, likelyCause), advice);
}
/** Names the last response of each subject that failed, and the likely cause. */
function describeFailure(plan, { name }, results) {
    const failed = results.filter(result => result.name === name && !result.passed);
    const texts = failed.map(({ subject, detail, attempts, requirement }) => {
        const count = (0,runtime_text/* plural */.LS)(attempts, 'attempt');
        return `${subject}: ${detail} (${requirement === undefined ? count : `${count}; ${requirement}`})`;
    });
    const causes = [...new Set(failed.flatMap(({ likelyCause }) => likelyCause ?? []))];
    return {
        message: (0,runtime_text/* oneLine */.TN)(`${plan.target.name}: ${name} failed: ${texts.join('; ')}`),
        likelyCause: causes.length === 0 ? undefined : (0,runtime_text/* oneLine */.TN)(causes.join('; or '))
    };
}
/** The step was stopped by a signal after the modification was accepted. */
function cancelled(plan, changed, progress) {
    const { completion } = kindOf(plan.target).words;
    const batch = isBatchOver(plan, progress) ? `its ${completion} has completed` : unfollowedText(plan.target);
    return {
        result: 'cancelled',
        changed,
        progress,
        checks: [],
        error: new action_error/* ActionError */.lZ('Cancelled', `${plan.target.name}: stopped by a signal after the modification was accepted; ${batch}`, { nextSteps: nextSteps(plan) })
    };
}
/**
 * Whether anything changed, as far as a reading can tell. After an accepted write, no reading proves that nothing changed: the write
 * may have taken effect and become visible later.
 */
function surelyChanged(plan, readBack) {
    const { reading } = readBack;
    const changed = reading && hasChanged(reading.live, plan);
    return changed === false && changesAnything(plan) ? undefined : changed;
}
/** Whether the write changes anything: a value, a description set by the author, or a removed key. */
function changesAnything({ difference }) {
    return difference === undefined || difference.changes.length > 0 || difference.omitted.length > 0;
}

;// CONCATENATED MODULE: ./rollout/checks/check.js
/** The name of a check, once for each of its subjects. */
function check_namesOf({ name, count }) {
    return Array.from({ length: count }, () => name);
}
/** Runs the checks in order, up to the first that fails. */
async function runChecks(checks, plan, timeline) {
    const results = [];
    for (const check of checks) {
        const found = await timeline.during(check.name, () => check.run(plan));
        results.push(...found);
        if (found.some(({ passed }) => !passed))
            return { results, failed: check };
    }
    return { results, failed: undefined };
}

;// CONCATENATED MODULE: ./model/spellings.js

// A response may repeat a secret of its request in another spelling: percent-encoded, escaped as in HTML or JSON, in
// Base64 or hex, truncated, or in another case. The text is decoded, each decoded byte maps to the characters that it
// came from, and those of a secret are hidden. Bytes are compared, not characters, because most encodings encode bytes.
/** Shorter values are never secret, and occur in many texts. */
const SHORTEST_SECRET = 8;
/** The shortest part of a secret that is hidden, in bytes. */
const SHORTEST_PART = 6;
/** The maximum number of nested encodings. */
const MAX_LAYERS = 2;
/** The text with every secret replaced, complete or partial, in any spelling; a part that is only a word is kept. */
function withoutSecrets(text, secrets) {
    const known = knownOf(secrets);
    if (known.parts.size === 0)
        return text;
    const isHidden = new Uint8Array(text.length);
    for (const view of viewsOf(viewOf(text), MAX_LAYERS)) {
        for (const [from, end] of placesOf(view.bytes, known)) {
            for (let at = from; at < end; at++)
                isHidden.fill(1, view.from[at], view.end[at]);
        }
    }
    let shown = '';
    for (let at = 0; at < text.length; at++) {
        if (isHidden[at] === 0)
            shown += text[at] ?? '';
        else if (at === 0 || isHidden[at - 1] === 0)
            shown += redact/* REDACTED */.XF;
    }
    return shown;
}
function knownOf(secrets) {
    const whole = new Set();
    const parts = new Set();
    const words = new Set();
    for (const secret of secrets) {
        if (secret.length < SHORTEST_SECRET)
            continue;
        for (const bytes of bytesOfSecret(secret)) {
            const folded = fold(bytes);
            whole.add(folded);
            for (let at = 0; at + SHORTEST_PART <= folded.length; at++) {
                parts.add(folded.slice(at, at + SHORTEST_PART));
            }
            for (const [token] of bytes.matchAll(TOKEN))
                if (isWord(token))
                    words.add(token.toLowerCase());
        }
    }
    return { whole, parts, words };
}
/** A secret as it is, and as a server may read it: some read headers as Latin-1, and a value may itself be encoded. */
function bytesOfSecret(secret) {
    const itself = viewOf(secret);
    const once = unescapedOf(itself);
    const all = [itself, ...once, ...once.flatMap(unescapedOf)].map(({ bytes }) => bytes);
    if (/^[\0-\xff]*$/.test(secret))
        all.push(secret);
    return all.filter(bytes => bytes.length >= SHORTEST_SECRET);
}
/** Ignores case, and the difference between a space and its plus in a form. */
function fold(bytes) {
    return bytes.replaceAll(/[A-Z]/g, letter => letter.toLowerCase()).replaceAll(' ', '+');
}
/** The positions of secrets and parts of them. */
function placesOf(bytes, { whole, parts, words }) {
    const folded = fold(bytes);
    const places = [];
    let holdsPart = false;
    for (let from = 0; from < folded.length; from++) {
        let end = from;
        while (parts.has(folded.slice(end, end + SHORTEST_PART)))
            end++;
        if (end === from)
            continue;
        const last = end - 1 + SHORTEST_PART;
        if (!isPlain(folded.slice(from, last), words))
            places.push([from, last]);
        from = end;
        holdsPart = true;
    }
    // without a part of a secret, there is no complete one
    if (!holdsPart)
        return places;
    for (const secret of whole) {
        for (let at = folded.indexOf(secret); at >= 0; at = folded.indexOf(secret, at + 1)) {
            places.push([at, at + secret.length]);
        }
    }
    return places;
}
const TOKEN = /[A-Za-z\d\x80-\xff]+/g;
const LONGEST_WORD = 14;
/**
 * Words of the gateway's own messages, which reveal nothing about a secret that contains them.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
const GATEWAY_WORDS = new Set(`access address authorization backend blocked certificate client connect connecting connection control denied domain
  exceeded expired failed forbidden gateway handshake header headers instance internal invalid length limited message method
  missing network parameter parameters plugin protocol published refused request required response security server service
  signature throttled timeout timestamp unauthorized unavailable unreachable unsupported version`.split(/\s+/));
/** Whether a part of a secret is one of its words, or words of the gateway, and need not be hidden. */
function isPlain(part, words) {
    const tokens = part.match(TOKEN) ?? [];
    const relevant = tokens.filter((token, index) => {
        const isAtBorder = index === 0 || index === tokens.length - 1;
        // one or two letters at the border may be common to two words by chance
        return !(isAtBorder && tokens.length > 1 && /^[a-z]{1,2}$/.test(token));
    });
    if (relevant.length === 0)
        return false;
    if (relevant.every(token => GATEWAY_WORDS.has(token)))
        return true;
    return relevant.length === 1 && relevant.every(token => words.has(token));
}
/** Whether a token looks like a natural word, not a secret: in one case, and pronounceable. */
function isWord(token) {
    return (token.length <= LONGEST_WORD &&
        /^(?:[a-z]+|[A-Z]?[a-z]+|[A-Z]+)$/.test(token) &&
        /[aeiouy]/i.test(token) &&
        !/[^aeiouy]{5}|[aeiou]{4}|(.)\1\1/i.test(token));
}
function viewOf(text) {
    const view = { bytes: '', from: [], end: [] };
    let at = 0;
    for (const character of text) {
        append(view, utf8(character), at, at + character.length);
        at += character.length;
    }
    return view;
}
function append(view, bytes, from, end) {
    view.bytes += bytes;
    view.from.push(...Array(bytes.length).fill(from));
    view.end.push(...Array(bytes.length).fill(end));
}
function utf8(text) {
    return Buffer.from(text, 'utf8').toString('latin1');
}
/** The view itself, and its decodings. */
function* viewsOf(view, layers) {
    yield view;
    if (layers === 0)
        return;
    for (const decoded of unescapedOf(view))
        yield* viewsOf(decoded, layers - 1);
    for (const decoded of runs(view, BASE64))
        yield* viewsOf(decoded, layers - 1);
    for (const decoded of runs(view, HEX))
        yield* viewsOf(decoded, layers - 1);
}
/** Decoded separately, because an escape in one may be plain text in another. */
const ESCAPES = [
    /(?<percentUnits>(?:%u[\da-f]{4})+)|%(?<percentByte>[\da-f]{2})/gi,
    // of HTML
    /&#x0{0,8}(?<hexReference>[\da-f]{1,6});?|&#0{0,8}(?<reference>\d{1,7});?|&(?<name>[a-z]{2,8});/gi,
    // of JSON, of programming languages and of shells
    /(?<units>(?:\\u[\da-f]{4})+)|\\u\{(?<point>[\da-f]{1,6})\}|\\x(?<byte>[\da-f]{2})|\\(?<octal>[0-3][0-7]{2})|\\(?<escaped>[\x20-\x7e])/gi
];
const ANY_ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'gi');
/** Characters with a name in HTML that a secret may contain. */
const NAMED = {
    amp: '&',
    apos: "'",
    ast: '*',
    bsol: '\\',
    colon: ':',
    comma: ',',
    commat: '@',
    dollar: '$',
    equals: '=',
    excl: '!',
    grave: '`',
    gt: '>',
    hat: '^',
    lbrace: '{',
    lcub: '{',
    lbrack: '[',
    lsqb: '[',
    lowbar: '_',
    lpar: '(',
    lt: '<',
    nbsp: ' ',
    newline: '\n',
    num: '#',
    percnt: '%',
    period: '.',
    plus: '+',
    quest: '?',
    quot: '"',
    rbrace: '}',
    rcub: '}',
    rbrack: ']',
    rsqb: ']',
    rpar: ')',
    semi: ';',
    sol: '/',
    tab: '\t',
    verbar: '|',
    vert: '|'
};
const CONTROLS = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
/** The view with the escapes of each kind undone, and with all of them. */
function unescapedOf(view) {
    const views = ESCAPES.map(pattern => spellings_unescaped(view, pattern)).filter(found => found !== undefined);
    const all = views.length > 1 ? spellings_unescaped(view, ANY_ESCAPE) : undefined;
    return all === undefined ? views : [...views, all];
}
/** `undefined` if nothing is escaped. */
function spellings_unescaped(view, pattern) {
    const plain = { bytes: '', from: [], end: [] };
    let done = 0;
    const keepUntil = (until) => {
        plain.bytes += view.bytes.slice(done, until);
        for (; done < until; done++) {
            plain.from.push(view.from[done] ?? 0);
            plain.end.push(view.end[done] ?? 0);
        }
    };
    for (const match of view.bytes.matchAll(pattern)) {
        const meant = spellings_meaningOf(match.groups ?? {});
        if (meant === undefined)
            continue;
        keepUntil(match.index);
        done = match.index + match[0].length;
        append(plain, meant, view.from[match.index] ?? 0, view.end[done - 1] ?? 0);
    }
    if (done === 0)
        return undefined;
    keepUntil(view.bytes.length);
    return plain;
}
/** The bytes of an escape; `undefined` if it is not valid. */
function spellings_meaningOf(groups) {
    const { percentByte, byte, octal, percentUnits, units, escaped, name, point, hexReference, reference } = groups;
    const ofByte = percentByte ?? byte;
    if (ofByte !== undefined)
        return String.fromCharCode(parseInt(ofByte, 16));
    if (octal !== undefined)
        return String.fromCharCode(parseInt(octal, 8));
    const ofUnits = (percentUnits ?? units)?.replaceAll(/[\\%]u/gi, '');
    if (ofUnits !== undefined) {
        return utf8(String.fromCharCode(...(ofUnits.match(/.{4}/g) ?? []).map(unit => parseInt(unit, 16))));
    }
    if (escaped !== undefined)
        return CONTROLS[escaped] ?? escaped;
    if (name !== undefined)
        return NAMED[name.toLowerCase()];
    const hex = point ?? hexReference;
    const code = hex === undefined ? Number(reference) : parseInt(hex, 16);
    return code <= 0x10ffff ? utf8(String.fromCodePoint(code)) : undefined;
}
/** In both alphabets. */
const BASE64 = { run: /[\w+/-]{8,}/g, name: 'base64', bitsPerCharacter: 6, shifts: 4 };
const HEX = { run: /[\da-f]{12,}/gi, name: 'hex', bitsPerCharacter: 4, shifts: 2 };
function* runs(view, { run, name, bitsPerCharacter, shifts }) {
    for (const { 0: found, index } of view.bytes.matchAll(run)) {
        for (let shift = 0; shift < shifts; shift++) {
            const bytes = Buffer.from(found.slice(shift), name).toString('latin1');
            const first = index + shift;
            const from = [];
            const end = [];
            for (let bit = 0; bit < bytes.length * 8; bit += 8) {
                from.push(view.from[first + Math.floor(bit / bitsPerCharacter)] ?? 0);
                end.push(view.end[first + Math.floor((bit + 7) / bitsPerCharacter)] ?? 0);
            }
            yield { bytes, from, end };
        }
    }
}

;// CONCATENATED MODULE: ./rollout/checks/likely-cause.js




const CODE = 'x-ca-error-code';
const MESSAGE = 'x-ca-error-message';
const likely_cause_LONGEST_CODE = 16;
const LONGEST_MESSAGE = 300;
const AUTHORIZATION = /\b(basic|bearer|digest)\s+[^\s`'"]+/gi;
/**
 * A JSON Web Token, or an unbroken run of digits and letters as in other tokens, which human-readable hosts and paths do not have;
 * with the prefix that names its type.
 */
const OPAQUE = /\beyJ[\w.-]{8,}|(?<![\w+=~])(?:[a-z]{1,16}-)?(?=[\w+=~]*\d)(?=[\w+=~]*[A-Za-z])[\w+=~]{20,}/g;
/** Ids of the service. An AppCode looks like the first pattern, but then it is part of the request and removed as such. */
const IDS = [
    /^(?:[\da-f]{32}|[\dA-F]{32})$/,
    // i-bp1g6zv0ce8oghu7k7dh, vpc-bp1opxu1zkhn00gzv26cn, hr-crf5l7tlhtgp91tabcd0; keys of other services have the same form
    /^(?!(?:[srpa]k|api-?key|key|tok|token|pat|secret|pass|npm|glpat)-)[a-z]{1,16}-[\da-z]{20,24}$/
];
/**
 * @param sent the secrets of the request; no part of them is shown in any spelling, except for single words
 * @param scrub removes values that are masked in this job
 */
function readGatewayError(headers, sent, scrub) {
    const code = likely_cause_textOf(headers[CODE]);
    const message = likely_cause_textOf(headers[MESSAGE]);
    if (code === '' && message === '')
        return undefined;
    // truncate last: half a secret is no longer recognized; for the same reason, scrub after decoding
    const safe = (text, longest) => {
        const shown = withoutUnknownSecrets(scrub(withoutSecrets(text, sent)));
        return (0,runtime_text/* oneLine */.TN)(shown, longest).replaceAll(/\s+/g, ' ');
    };
    return { code: safe(code, likely_cause_LONGEST_CODE), message: safe(message, LONGEST_MESSAGE) };
}
/** The secrets of a request: the values of its headers, and the secret parts of its URL. */
function secretsOfRequest(url, headers) {
    const ofHeaders = Object.entries(headers).flatMap(([name, value]) => {
        // not secrets: the stage is part of names and fingerprints, and the domain is what a refusal is about
        if (/^(?:x-ca-stage|host)$/i.test(name))
            return [];
        // the scheme is not a secret, but the credentials without it are
        const [, scheme, credentials = ''] = /^\s*([\w-]+)\s+(.*)$/s.exec(value) ?? [];
        if (scheme?.toLowerCase() !== 'basic')
            return [value, credentials];
        const pair = Buffer.from(credentials, 'base64').toString();
        return [value, credentials, pair, pair.slice(pair.indexOf(':') + 1)];
    });
    const ofUrl = (0,redact/* secretsOf */.Fj)(url.href);
    const pair = `${decoded(url.username)}:${decoded(url.password)}`;
    const basic = pair === ':' ? [] : [Buffer.from(pair).toString('base64')];
    return [...ofHeaders, ...ofUrl, ...ofUrl.map(decoded), ...basic];
}
function decoded(part) {
    try {
        return decodeURIComponent(part);
    }
    catch {
        return part;
    }
}
/** Node reads headers as Latin-1, and the service writes UTF-8. */
function likely_cause_textOf(header) {
    const text = typeof header === 'string' ? header.trim() : '';
    const utf8 = Buffer.from(text, 'latin1').toString('utf8');
    return utf8.includes('\ufffd') ? text : utf8;
}
function withoutUnknownSecrets(text) {
    return (0,redact/* redactText */.Rd)(text)
        .replaceAll(AUTHORIZATION, `$1 ${redact/* REDACTED */.XF}`)
        .replaceAll(OPAQUE, word => (isId(word) ? word : redact/* REDACTED */.XF));
}
function isId(word) {
    return IDS.some(pattern => pattern.test(word));
}
/** The likely cause of a failed request, in a few words; `undefined` if nothing points to one. */
function likelyCause(failure) {
    const { url, end, hasPassed = false } = failure;
    const isHere = (0,host/* isLoopback */.U9)(url.hostname) && !hasPassed;
    if ('fault' in end)
        return isHere && end.fault !== 'tls' ? loopbackCause(url) : faultCause(end.fault, url);
    if (end.gateway !== undefined) {
        const known = gatewayCause(end.gateway, failure);
        if (known !== undefined)
            return known;
    }
    if (isHere && !end.isOfGateway)
        return loopbackCause(url);
    return statusCause(end.status, failure, end.gateway !== undefined);
}
function loopbackCause({ hostname }) {
    return `${hostname} is the runner itself, not the backend`;
}
function faultCause(fault, { hostname, port, protocol }) {
    switch (fault) {
        case 'dns':
            return `${hostname} does not resolve, or only in a private DNS zone that the runner cannot query`;
        case 'refused':
            return `nothing is listening on port ${port || (protocol === 'https:' ? '443' : '80')} of ${hostname}`;
        case 'unreachable':
        case 'timeout':
            return `the runner cannot reach ${hostname} (a private address or a firewall), or the service hangs`;
        case 'tls':
            return `the certificate of ${hostname} is invalid, or the runner does not trust its authority (NODE_EXTRA_CA_CERTS adds one)`;
        case 'proxy':
        case 'proxy-auth':
        case 'proxy-denied':
            return 'HTTPS_PROXY, HTTP_PROXY or NO_PROXY is wrong for this host';
        case 'reset':
        case 'truncated':
        case 'not-http':
            return `the server does not speak ${protocol.slice(0, -1)}, or the service crashed`;
        case 'too-large':
        case 'refused-address':
        case 'invalid':
        case 'aborted':
            return undefined;
    }
}
/** By code; by message if the gateway returns no code, as instances in the classic network do. */
function gatewayCause({ code, message }, failure) {
    const { url, sendsHost, stageName = 'RELEASE' } = failure;
    const says = (pattern) => code === '' && pattern.test(message);
    if (code === 'I404DO' || code === 'X403DG' || says(/^invalid (?:domain|url)/i)) {
        return `the domain ${sendsHost ? 'in the Host header' : url.hostname} is not bound to the API group`;
    }
    if (code === 'I400SG' || code === 'I404ST' || says(/\bstage\b|not published/i)) {
        return `the stage ${stageName} (X-Ca-Stage) is unknown, or the API is not published in it`;
    }
    if (code === 'I404NF' || says(/^api not found/i)) {
        return `no API with this path and method is published in ${stageName}`;
    }
    if (code === 'I410GG')
        return 'the API group belongs to another gateway instance';
    if (code === 'D504CO' || says(/backend service connect failed/i)) {
        return 'the gateway cannot connect to the backend itself (address, port, security group or allowlist)';
    }
    if (code === 'D504CS')
        return "TLS between the gateway and the backend itself (the backend's certificate)";
    if (code === 'D504TO')
        return 'the backend itself did not respond within its ServiceTimeout';
    if (code.startsWith('D5'))
        return 'the backend itself, not the gateway';
    if (code.startsWith('T4'))
        return 'a throttling policy on the gateway';
    if (/^A4|^I403AA$/.test(code) || says(/^(?:unauthorized|need authorization|invalid (?:app|signature))/i)) {
        return authorizationCause(failure);
    }
    return undefined;
}
function authorizationCause({ sendsHeaders, stageName }) {
    if (stageName === undefined)
        return 'the path requires authorization, and preflight-url sends no probe-headers';
    return sendsHeaders
        ? 'the signature or token in probe-headers is not valid for this API, or has expired'
        : 'the API requires a signature or a token, which probe-headers can send';
}
function statusCause(status, failure, hasGatewayError) {
    if (status === 401 || status === 403)
        return authorizationCause(failure);
    if (status >= 300 && status < 400)
        return 'the URL redirects, and redirects are not followed';
    // https://www.alibabacloud.com/help/en/api-gateway: without a code, the gateway passes on what the backend said
    if (status >= 500 && !hasGatewayError)
        return 'the backend itself, which sent this response';
    return undefined;
}

;// CONCATENATED MODULE: ./rollout/checks/probe.js






/** Sends one GET request. Never rejects because of a response. */
async function attempt(url, timeoutMs, options) {
    const { exchange, stageName, signal } = options;
    const headers = headersOf(url, options);
    const cause = (end) => likelyCause({
        url,
        stageName: stageSent(headers, stageName),
        sendsHost: probe_valueOf(headers, 'host') !== undefined,
        sendsHeaders: Object.keys(options.headers).length > 0,
        hasPassed: options.hasPassed,
        end
    });
    try {
        const response = await exchange({ method: 'GET', url, headers, timeoutMs, signal });
        return { ...evaluate(url, response, cause, options), isLate: false };
    }
    catch (error) {
        if (!(error instanceof transport_error/* TransportError */.dA))
            throw error;
        const { fault } = error;
        return {
            passed: false,
            detail: (0,redact/* redactText */.Rd)((0,action_error/* messageOf */.bD)(error)),
            likelyCause: cause({ fault }),
            isLate: fault === 'timeout'
        };
    }
}
function evaluate(url, { status: code, headers, body }, cause, { status, contains, headers: sent, scrub }) {
    const gateway = readGatewayError(headers, secretsOfRequest(url, sent), scrub);
    const isOfGateway = gateway !== undefined || headers['x-ca-request-id'] !== undefined;
    const reason = [gateway?.code, gateway?.message].filter(Boolean).join(': ');
    const detail = reason === '' ? `HTTP ${code}` : `HTTP ${code}${gateway?.code ? ', ' : ': '}${reason}`;
    if (!status.some(({ from, to }) => from <= code && code <= to)) {
        return { passed: false, detail, likelyCause: cause({ status: code, gateway, isOfGateway }) };
    }
    if (contains !== '' && !body.includes(contains)) {
        return {
            passed: false,
            detail: `${detail}, body without the text of probe-contains`,
            likelyCause: undefined
        };
    }
    return { passed: true, detail, likelyCause: undefined };
}
function headersOf(url, { headers, stageName, userAgent }) {
    const names = new Set(Object.keys(headers).map(name => name.toLowerCase()));
    const own = {
        ...(stageName === undefined ? {} : { 'X-Ca-Stage': stageName }),
        'User-Agent': userAgent,
        ...(url.username === '' && url.password === ''
            ? {}
            : {
                Authorization: `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64')}`
            })
    };
    const unset = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
    return { ...Object.fromEntries(unset), ...headers };
}
function probe_valueOf(headers, name) {
    return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
/** The stage that a request names; the author's headers may override the target's. */
function stageSent(headers, stageName) {
    return stageName === undefined ? undefined : probe_valueOf(headers, 'x-ca-stage');
}
/** How many consecutive successes a URL needs. */
const SUCCESSES_REQUIRED = 3;
/** The accepted probability that a dead backend passes the probes of a low weight. */
const MISS_PROBABILITY = 0.01;
const PAUSE_AFTER_SUCCESS_MS = 250;
const PAUSE_AFTER_FAILURE_MS = 1_000;
/**
 * How many consecutive successes show that a backend with this percentage of the requests responds: fewer requests might never have
 * reached it.
 */
function successesAt(weight) {
    if (weight >= 100)
        return SUCCESSES_REQUIRED;
    return Math.max(SUCCESSES_REQUIRED, Math.ceil(Math.log(MISS_PROBABILITY) / Math.log(1 - weight / 100)));
}
/** The number of successes, with a timeout scaled to it. */
function withSuccesses(successes, { timeoutMs }) {
    return { successes, timeoutMs: timeoutMs * Math.max(1, successes / SUCCESSES_REQUIRED) };
}
/** Requests all URLs in parallel, each until it has enough consecutive successes or times out. */
function requestUntilPassed(name, urls, options) {
    const checkLog = createCheckLog(name, options.timeoutMs, options);
    return Promise.all(urls.map(url => requestOne(name, url, checkLog, options)));
}
async function requestOne(name, url, checkLog, options) {
    const { clock, log, signal, timeoutMs, successes: required = SUCCESSES_REQUIRED } = options;
    const subject = (0,redact/* redactText */.Rd)(url.href);
    const startedAt = clock.now();
    const deadline = startedAt + timeoutMs;
    let attempts = 0;
    let successes = 0;
    let last;
    while (signal?.aborted !== true) {
        const leftMs = deadline - clock.now();
        if (leftMs <= 0)
            break;
        attempts++;
        const timeoutMs = Math.min(options.requestTimeoutMs, leftMs);
        const next = await checkLog.during(subject, timeoutMs, () => attempt(url, timeoutMs, options));
        // an attempt cut short by the deadline says less than the response before it
        if (last !== undefined && next.isLate && leftMs < options.requestTimeoutMs)
            break;
        last = next;
        successes = next.passed ? successes + 1 : 0;
        if (successes < required)
            checkLog.record(subject, next.detail);
        else {
            const took = (0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt);
            log.info(`${name} passed: ${subject}: ${next.detail} (${required} consecutive successes, ${took})`);
            return { name, subject, passed: true, attempts, detail: next.detail };
        }
        const pauseMs = next.passed ? PAUSE_AFTER_SUCCESS_MS : PAUSE_AFTER_FAILURE_MS;
        await clock.sleep(Math.max(0, Math.min(pauseMs, deadline - clock.now())), signal);
    }
    const reached = successes > 0 ? `, ${successes} reached within ${(0,runtime_clock/* formatDuration */.a3)(timeoutMs)} (probe-timeout)` : '';
    return {
        name,
        subject,
        passed: false,
        attempts,
        detail: last?.detail ?? 'not requested',
        requirement: `${required} consecutive successes required${reached}`,
        likelyCause: last?.likelyCause
    };
}
/** Requests the target's URLs through the gateway, after the switch. */
function probeCheck(urls, options) {
    return {
        name: 'probe',
        code: 'ProbeFailed',
        when: 'after-switch',
        includesUnchanged: true,
        count: urls.length,
        run: () => requestUntilPassed('probe', urls, options)
    };
}
/** Requests the new backend itself before anything is sent. It bypasses the gateway, so neither stage nor headers are sent. */
function preflightCheck(urls, options) {
    return {
        name: 'preflight',
        code: 'PreflightFailed',
        when: 'before-write',
        includesUnchanged: false,
        count: urls.length,
        run: () => requestUntilPassed('preflight', urls, { ...options, headers: {}, stageName: undefined })
    };
}
/** Less than a minute, because the next response may be some seconds away. */
const LOG_EVERY_MS = 45_000;
/** While a request is pending, a line must be logged within the minute. */
const LONGEST_SILENCE_MS = 59_000;
const probe_MAX_NAMED = 5;
/**
 * @param name of the check, such as `probe`
 * @param totalMs how long the check may take
 */
function createCheckLog(name, totalMs, { clock, log }) {
    const startedAt = clock.now();
    const last = new Map();
    const subjects = new Set();
    let loggedAt = startedAt;
    const elapsed = () => (0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt);
    const write = (text) => {
        log.info(text);
        loggedAt = clock.now();
    };
    const logAll = () => {
        const all = [...subjects].map(one => `${one}: ${last.get(one) ?? 'no response yet'}`);
        write(`${name}: ${elapsed()} of ${(0,runtime_clock/* formatDuration */.a3)(totalMs)}; ${(0,runtime_text/* joinUpTo */.jH)(all, probe_MAX_NAMED, '; ')}`);
    };
    const silentMs = () => clock.now() - loggedAt;
    return {
        record(subject, detail) {
            if (last.get(subject) !== detail) {
                last.set(subject, detail);
                write(`${name} ${subject}: ${detail} (${elapsed()})`);
            }
            else if (silentMs() >= LOG_EVERY_MS)
                logAll();
        },
        async during(subject, timeoutMs, request) {
            subjects.add(subject);
            if (silentMs() + timeoutMs <= LONGEST_SILENCE_MS)
                return request();
            const silence = () => clock.after(Math.max(0, LONGEST_SILENCE_MS - silentMs()), () => {
                if (silentMs() >= LONGEST_SILENCE_MS)
                    logAll();
                endSilence = silence();
            });
            let endSilence = silence();
            try {
                return await request();
            }
            finally {
                endSilence();
            }
        }
    };
}

;// CONCATENATED MODULE: ./rollout/guard.js











/** Decides whether to send: differences, and what the author requested to send anyway. */
function decide({ difference, live, target }, { skipUnchanged, run }) {
    if (difference === undefined || difference.changes.length > 0)
        return { send: true, notice: undefined };
    if (live?.notInEffect !== undefined) {
        return {
            send: true,
            notice: `${target.name}: the desired ${kindOf(target).words.definition} is saved, but not in effect yet: ${live.notInEffect}. It will be saved again and deployed`
        };
    }
    const superseded = supersededError(target, live, run);
    if (!skipUnchanged) {
        return superseded === undefined
            ? { send: true, notice: undefined }
            : {
                send: false,
                notice: `${superseded.message}; it is already the desired one, and is not sent again by an older run, although skip-unchanged is false`
            };
    }
    if (run.github.runAttempt > 1) {
        return {
            send: true,
            notice: `${target.name}: the live definition is already the desired one; it is sent again, because this is a re-run: an equal definition does not prove that its batch completed`
        };
    }
    if (difference.omitted.length > 0) {
        const paths = difference.omitted.map(change => change.path).join(', ');
        return {
            send: false,
            notice: `${target.name}: the live definition has keys that the desired definition leaves out (${paths}), which alone is not a change. To remove them, set skip-unchanged: false.`
        };
    }
    return { send: false, notice: undefined };
}
/**
 * The reasons not to send anything, each with its target. They are evaluated before the first write, so that a set of targets is not
 * left half done.
 */
function blockers(planned, guards) {
    const found = [];
    const block = (plan, error) => {
        if (error !== undefined)
            found.push({ plan, error });
    };
    const moving = [];
    for (const { plan, hasChanges } of planned) {
        const superseded = hasChanges ? supersededError(plan.target, plan.live, guards.run) : undefined;
        if (superseded !== undefined) {
            // explains why the plan no longer matches its approval; a new plan of this run would not either
            block(plan, superseded);
            continue;
        }
        block(plan, approvalError(plan, hasChanges, guards));
        // native/ sets rollback-on-failure with weight-steps, so that only without them it can be false
        const rollbackInput = (0,model_target/* isLadder */.lq)(plan.target)
            ? 'weight-steps'
            : guards.rollbackOnFailure
                ? 'rollback-on-failure'
                : undefined;
        if (hasChanges && rollbackInput !== undefined)
            block(plan, rollbackError(plan, rollbackInput));
        if (hasChanges)
            moving.push(plan);
    }
    const total = moving.reduce((sum, plan) => sum + affectedApis(plan), 0);
    const [first] = moving;
    if (guards.maxApis !== undefined && total > guards.maxApis && first !== undefined) {
        block(first, new action_error/* ActionError */.lZ('TooManyApis', `${countAffected(moving.map(plan => ({ count: affectedApis(plan), target: plan.target })))} would be affected, but max-apis allows ${guards.maxApis}${moving.length > 1 ? ` for all ${moving.length} targets together` : ''}`, { cure: 'No target was changed. If that many are intended, raise max-apis.' }));
    }
    return found;
}
/** Whether an approval by name does not list a target. */
function lacksApproval(target, approvals) {
    return approvals?.kind === 'named' && !approvals.fingerprints.has((0,model_target/* keyOf */.TN)(target));
}
/** Why a plan does not match its approval; `undefined` if it does. */
function approvalError(plan, send, { approvals, show }) {
    if (approvals === undefined)
        return undefined;
    const { target, fingerprint, difference } = plan;
    const key = (0,model_target/* keyOf */.TN)(target);
    const approved = approvals.kind === 'single' ? approvals.fingerprint : approvals.fingerprints.get(key);
    if (approved === undefined) {
        return new action_error/* ActionError */.lZ('NotApproved', `${target.name}: approved-plan has no line for ${key === target.name ? 'this target' : key}`, {
            cure: 'No target was changed. Run mode: plan with the same targets, and approve the whole of its plan-fingerprint or plan-file.'
        });
    }
    const was = (0,model_fingerprint/* parseFingerprint */.sr)(approved);
    const is = fingerprint === undefined ? undefined : (0,model_fingerprint/* parseFingerprint */.sr)(fingerprint);
    if (was === undefined || is === undefined || difference === undefined) {
        return new action_error/* ActionError */.lZ('NotApproved', `${target.name}: its plan cannot be compared with the approved one`);
    }
    if (was.version === 1 && is.version === 2) {
        return new action_error/* ActionError */.lZ('PlanChanged', `${target.name}: the approved fingerprint begins with fp1:, and this plan's with fp2:, because a definition holds a secret value`, {
            cure: `No target was changed. Run mode: plan again, and approve the new plan (${fingerprint ?? ''}).`
        });
    }
    // the approved change is already live; sending it again must not remove keys whose removal was not approved
    const isLive = difference.changes.length === 0 && plan.live?.notInEffect === undefined;
    const isDone = isLive && (!send || difference.omitted.length === 0);
    if (was.desired === is.desired && (was.live === is.live || isDone))
        return undefined;
    const both = was.desired !== is.desired && was.live !== is.live;
    const what = both
        ? 'both the live and the desired definition changed'
        : was.desired !== is.desired
            ? `the desired definition changed (${kindOf(target).words.input}${(0,model_target/* isLadder */.lq)(target) ? ', weight-steps' : ''}, or a value that it is built from)`
            : 'the live definition changed';
    const brief = `${target.name}: the plan no longer matches the approved plan: ${what}.`;
    return new action_error/* ActionError */.lZ('PlanChanged', (0,runtime_text/* oneLine */.TN)(`${brief} The plan is now: ${show(plan)}`), {
        brief,
        cure: `No target was changed. Run mode: plan again, and approve the new plan (${fingerprint ?? ''}).`
    });
}
/** Why the previous definition could not be restored; `undefined` if it can. */
function rollbackError(plan, input) {
    const previous = restorableDefinition(plan);
    if ('json' in previous)
        return undefined;
    return new action_error/* ActionError */.lZ('CannotRollBack', `${plan.target.name}: ${input} is not possible, because ${previous.reason}`, {
        cure: input === 'weight-steps'
            ? 'Nothing was sent. Remove weight-steps, and rollback-on-failure if it is set, to switch at once without an automatic rollback.'
            : 'Nothing was sent. Set rollback-on-failure: false to switch without an automatic rollback.'
    });
}
/**
 * Decides whether the live definition is still the desired one: equal on every desired key (a description is not a key), and without
 * other keys, unless this repository wrote it last. After such a write, the service filled other keys in; after any other, someone else
 * may have.
 * @param repository of this run, `owner/name`
 */
function findDrift(plan, repository) {
    const { difference, live, target, desired, targetType } = plan;
    if (difference === undefined || live === undefined) {
        return { drift: { difference: undefined }, unverified: [] };
    }
    const onKeys = difference.changes.filter(({ path }) => path !== DESCRIPTION_PATH);
    const { counting, unverified } = kindOf(target).unreturned.split(onKeys, desired, targetType, live.raw);
    const omitted = (0,stamp/* isStampedBy */.cV)(live.description, repository) ? [] : difference.omitted;
    const isDrifted = counting.length + omitted.length > 0 || live.notInEffect !== undefined;
    return { drift: isDrifted ? { difference: { changes: counting, omitted } } : undefined, unverified };
}
const RUN_ID = /^[1-9]\d{0,19}$/;
/**
 * The newer run that wrote a live definition; `undefined` if an older run did, or if that is not known. Run ids increase within one
 * server. A stamp does not name its server, so a repository with the same name on another server counts as this one. GitHub compares
 * repository names case-insensitively.
 */
function newerRunOf(live, { github }) {
    const { description = '' } = live ?? {};
    const { runId, actor, writeId } = (0,stamp/* readStamp */.UL)(description) ?? {};
    // without what follows it, the run ID may be truncated: stamps are cut to the longest description
    const isWhole = actor !== undefined || description.length < stamp/* LONGEST_DESCRIPTION */.iC;
    if (runId === undefined || writeId === undefined || !isWhole)
        return undefined;
    if (!(0,stamp/* isStampedBy */.cV)(description, github.repository))
        return undefined;
    if (!RUN_ID.test(github.runId) || BigInt(runId) <= BigInt(github.runId)) {
        return undefined;
    }
    return { runId, url: runUrl(github, runId) ?? '' };
}
/** Why a newer run's definition is replaced anyway; `undefined` if it is not. */
function permissionOf({ github, allowOlderRun }) {
    if (allowOlderRun)
        return 'allow-older-run is true';
    return github.runAttempt > 1 ? 'this is a re-run' : undefined;
}
/** Why this run must not replace the live definition; `undefined` if it is allowed to. */
function supersededError({ name }, live, run) {
    const newer = newerRunOf(live, run);
    if (newer === undefined || permissionOf(run) !== undefined)
        return undefined;
    return new action_error/* ActionError */.lZ('Superseded', `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url}), and this is run ${run.github.runId}`);
}
/** What to report before this run replaces a newer run's definition, or is refused. */
function newerRunRemark({ name }, live, run) {
    const newer = newerRunOf(live, run);
    if (newer === undefined)
        return undefined;
    const found = `${name}: the newer run ${newer.runId} of this repository wrote the live definition (${newer.url})`;
    const permission = permissionOf(run);
    return permission === undefined
        ? {
            level: 'warning',
            text: `${found}; an apply by this run (${run.github.runId}) would be refused with the code Superseded. To replace it on purpose, re-run the job, or set allow-older-run: true`
        }
        : {
            level: 'notice',
            text: `${found}; this older run (${run.github.runId}) is allowed to replace it, because ${permission}`
        };
}
/**
 * Reads while the account is looked up, in parallel. A wrong account is reported instead of a failed read, because it explains it.
 * @throws ActionError if the account is not allowed or cannot be determined; whatever `read` rejects with
 */
async function inAllowedAccount(guard, read, signal) {
    if (guard === undefined)
        return { value: await read(signal), accountId: undefined };
    const over = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    const [checked, value] = await Promise.allSettled([
        checkAccount(guard, both).catch((error) => {
            over.abort();
            throw error;
        }),
        read(both)
    ]);
    if (checked.status === 'rejected')
        throw checked.reason;
    if (value.status === 'rejected')
        throw value.reason;
    return { value: value.value, accountId: checked.value };
}
async function checkAccount({ allowed, find }, signal) {
    let accountId;
    try {
        accountId = await find(signal);
    }
    catch (error) {
        throw error instanceof call_error/* CallError */.RA ? accountUnknown(error) : error;
    }
    if (allowed.includes(accountId))
        return accountId;
    throw new action_error/* ActionError */.lZ('OtherAccount', `these credentials belong to account ${accountId}, but allowed-account-ids allows only ${allowed.join(', ')}`, {
        cure: 'Nothing was sent. Use credentials of an allowed account; add the account only if it is intended.'
    });
}
function accountUnknown(error) {
    // missing credentials are reported as they are
    if (error.fault === 'credentials')
        return error;
    return new action_error/* ActionError */.lZ(error.code, `the account of these credentials, which allowed-account-ids requires, could not be determined: ${error.message}`, {
        cure: `Nothing was sent. ${(0,call_error/* isDenied */.GZ)(error)
            ? 'GetCallerIdentity needs no permission: look for a policy that denies sts:GetCallerIdentity, also among the control policies of a resource directory.'
            : `${error.advice.cure ?? ''} The request is sent to sts-endpoint.`.trim()}`,
        requestId: error.requestId,
        cause: error
    });
}

// EXTERNAL MODULE: ./cloud/writer.js
var writer = __nccwpck_require__(119);
// EXTERNAL MODULE: ./targets/write.js
var targets_write = __nccwpck_require__(8122);
;// CONCATENATED MODULE: ./targets/writers.js

const BACKEND_WRITING = { send: writeBackend };
/** How each kind is written; loaded like the kinds in kinds.ts. */
const WRITERS = { backend: BACKEND_WRITING };
const writers_LOADERS = {
    service: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(779), __nccwpck_require__.e(26)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6026))).SERVICE_WRITING,
    route: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(870), __nccwpck_require__.e(4)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8004))).ROUTE_WRITING
};
async function writingOf({ kind }) {
    const known = WRITERS[kind] ?? (await writers_LOADERS[kind]?.());
    if (known === undefined)
        throw new Error(`the kind ${kind} cannot be written`);
    WRITERS[kind] = known;
    return known;
}
/** Sends the definition of a backend in a stage, once. */
function writeBackend(writer, { target, targetType: backendType, definitionId: backendModelId, data, description }, options) {
    if (target.kind !== 'backend')
        throw new Error(`not a backend: ${target.kind}`);
    const { backendId, stageName } = target;
    const backendModelData = JSON.stringify(data);
    return writer.write(OPERATIONS.modifyBackend, { backendId, stageName, backendType, backendModelId, backendModelData, description }, options);
}

;// CONCATENATED MODULE: ./rollout/send.js













/**
 * The write of a plan.
 * @param over what it replaces
 * @param base the reading whose other fields it keeps or restores
 */
function writeOf(plan, over = plan.live, base = plan.live) {
    const { target, targetType, definitionId, data } = plan;
    return { target, targetType, definitionId, data, description: descriptionOf(plan), over, base };
}
/** The author's description unchanged; the default one truncated, with the write ID. */
function descriptionOf(plan) {
    const text = plan.target.description?.text;
    const writeId = writeIdOf(plan);
    if (text === undefined || writeId === undefined)
        return text;
    return `${(0,runtime_text/* cut */.Jj)(text, stamp/* LONGEST_DESCRIPTION */.iC - writeId.length - 1).trimEnd()}${writeId}`;
}
/**
 * Sends a modification. It is absolute, so sending it twice results in the same state. After an ambiguous attempt (a time-out, a reset,
 * 5xx) it is sent again, to get an operation to follow, but only if a fresh reading shows the previous definition or the one that was
 * sent: anything else was written by someone else. If the live definition is not readable, nothing is sent again.
 */
async function sendModification(write, options) {
    const { clock, deadline, log, precondition } = options;
    const policy = (0,retry/* createRetryPolicy */.hx)({
        ...options,
        retryable: error => (0,retry/* isRetryableWrite */.OS)(error) || (error.ambiguous && precondition !== undefined)
    });
    let readAt = precondition?.readAt ?? 0;
    let ambiguous;
    let limit = deadline;
    /** It has already waited for the rate limit, and the live definition was reread since. */
    let skipRateLimit = false;
    const stopped = () => ({ kind: 'stopped', perhapsSent: ambiguous !== undefined });
    for (;;) {
        if (deadline.isStopped())
            return stopped();
        if (precondition !== undefined &&
            (ambiguous !== undefined || clock.now() - readAt > targets_write/* MAX_READING_AGE_MS */.r)) {
            const askedAt = clock.now();
            const { reader, untilDeadline } = options;
            const live = await (0,call_error/* orCallError */.YU)(kindOf(write.target).read(reader, write, { deadline: limit, untilDeadline }));
            if (deadline.isStopped())
                return stopped();
            if (live instanceof call_error/* CallError */.RA)
                return notRead(live, ambiguous);
            readAt = askedAt;
            if (!precondition.accepts(live, ambiguous !== undefined)) {
                return { kind: ambiguous === undefined ? 'drifted' : 'conflict', live };
            }
        }
        // waiting for the rate limit or for credentials may outdate the reading
        const isFresh = () => precondition === undefined || clock.now() - readAt <= targets_write/* MAX_READING_AGE_MS */.r;
        try {
            options.onSending();
            const accepted = await writeOnce(write, options, { skipRateLimit, precondition: isFresh });
            policy.succeeded();
            return { kind: 'accepted', accepted };
        }
        catch (error) {
            if (!(error instanceof call_error/* CallError */.RA))
                throw error;
            if (error.ambiguous) {
                if (ambiguous === undefined)
                    limit = deadline.within(options.resolveWithinMs);
                ambiguous = error;
            }
            if (deadline.isStopped())
                return stopped();
            skipRateLimit = error.transport === 'aborted' && !error.ambiguous && !isFresh();
            if (skipRateLimit)
                continue;
            // without a reading, nothing that may have been sent is sent again, whatever a later attempt returns
            if (ambiguous !== undefined && precondition === undefined)
                return ended(error, ambiguous);
            const decision = policy.next(error, limit);
            if (!decision.retry)
                return ended(decision.error, error === ambiguous ? decision.error : ambiguous);
            // whoever holds a lock may be writing
            if (kindOf(write.target).rereads)
                readAt = -Infinity;
            const next = ambiguous === undefined ? 'retrying' : 'reading the live definition';
            log.info(`${error.message} (${decision.count}); ${next} in ${(0,runtime_clock/* formatDuration */.a3)(decision.delayMs)}`);
            await (0,polling/* sleepUntilNext */.jF)(decision.delayMs, limit, leftMs => log.info(`${error.action}: ${next} in ${(0,runtime_clock/* formatDuration */.a3)(leftMs)}`));
            if (limit.isOver() && !deadline.isStopped())
                return ended(error, ambiguous);
        }
    }
}
function writeOnce(write, options, attempt) {
    return (0,writer/* withStopGrace */.N)(options, async (stop) => {
        const { send } = await writingOf(write.target);
        return send(options.writer, write, { ...stop, ...attempt });
    });
}
function notRead(error, ambiguous) {
    if (ambiguous === undefined)
        return { kind: 'not-sent', error };
    return {
        kind: 'unknown',
        error: unresolved(ambiguous, `and the live definition could not be read: ${error.message}`)
    };
}
/** After an ambiguous attempt, no later refusal proves that nothing changed. */
function ended(error, ambiguous) {
    if (ambiguous === undefined)
        return { kind: 'not-sent', error };
    return {
        kind: 'unknown',
        error: unresolved(ambiguous, error === ambiguous ? '' : `and then: ${error.message}`)
    };
}
function unresolved(ambiguous, more) {
    const texts = [ambiguous.message, more].filter(part => part !== '').join(', ');
    return ambiguous.with({ message: `the modification may have been sent: ${texts}` });
}
// the caller adds how to send the definition again and how to roll back
const FOREIGN = 'Find out who else changes this target, and put all jobs that do so in one concurrency group.';
/**
 * Deploys an accepted write, if the kind requires a second write for that. Never rejects because of a response.
 * @param plan the plan whose definition was accepted
 */
async function publishPlan(plan, saved, options) {
    const { target, desired, live: base } = plan;
    const { publish } = await writingOf(target);
    if (publish === undefined)
        return { kind: 'on-its-way', accepted: saved };
    const { log, onPublishing, onPublished, onRead = () => undefined, timeline } = options;
    const published = await timeline.during('deploy', () => publish({ ...options, target, desired, base, onSending: onPublishing, onRead }));
    switch (published.kind) {
        case 'in-effect':
            log.info(`${target.name}: in effect without a deployment`);
            return { kind: 'on-its-way', accepted: saved };
        case 'accepted':
            if (published.accepted === undefined)
                return { kind: 'on-its-way', accepted: saved };
            onPublished(published.accepted);
            log.info(`${target.name}: deployment accepted (${idsText(published.accepted, target)})`);
            return { kind: 'on-its-way', accepted: published.accepted };
        case 'refused':
            return {
                kind: 'saved',
                error: published.error.with({
                    message: `${target.name}: saved, but not deployed: ${(0,runtime_text/* withoutPeriod */.Kx)(published.error.message)}`
                })
            };
        case 'foreign': {
            const message = `${target.name}: saved, but ${published.why}: ${describeDifference(plan, published.live)}`;
            return { kind: 'unknown', error: new action_error/* ActionError */.lZ('Conflict', message, { cure: FOREIGN }) };
        }
        case 'unknown': {
            const why = [published.why, published.error?.message].filter(Boolean).join(': ');
            const error = new action_error/* ActionError */.lZ('WaitTimeout', `${target.name}: saved, but ${why}`, {
                cure: 'Check the saved and the live definition first.',
                ...published.error?.advice,
                cause: published.error
            });
            return { kind: 'unknown', error };
        }
        case 'stopped':
            return published;
    }
}

;// CONCATENATED MODULE: ./rollout/timeline.js
function createTimeline(clock) {
    const phases = [];
    const epochMs = clock.wall() - clock.now();
    const now = () => epochMs + clock.now();
    return {
        phases,
        async during(name, phase) {
            const startedAt = now();
            const index = phases.push({ name, startedAt, endedAt: startedAt }) - 1;
            try {
                return await phase();
            }
            finally {
                phases[index] = { name, startedAt, endedAt: now() };
            }
        }
    };
}

;// CONCATENATED MODULE: ./rollout/verify.js













/** How much longer than `wait-timeout` a request sent at its end may take. */
const GRACE_MS = 5_000;
/** How long a reading that is only informative is attempted. */
const SOON_MS = 2_500;
/**
 * Follows an accepted modification to completion: the batch, the read-back, and the checks. Never rejects because of a response.
 */
async function followAndVerify(plan, accepted, observations, options) {
    const { clock, log, reader, signal, timeline } = options;
    const { target } = plan;
    const kind = kindOf(target);
    const deadline = options.deadline ?? (0,runtime_clock/* createDeadline */.dU)(clock, options.waitTimeoutMs, signal);
    const mayRead = isReadable(plan);
    const soon = () => mayRead && !deadline.isStopped()
        ? readSoon(reader, plan, observations, { log, deadline: deadline.later(GRACE_MS).within(SOON_MS) })
        : Promise.resolve(NOT_READ);
    if (options.wait === 'never') {
        const readBack = await soon();
        if (!deadline.isStopped()) {
            const reset = assessOtherFields(plan, readBack);
            if (reset !== undefined) {
                return { ...reset, error: reset.error && withIds(reset.error, accepted, target), readBack };
            }
            log.info(`${target.name}: not followed (wait: false)`);
            return { ...submitted(plan, readBack), readBack };
        }
        const stopped = { kind: 'stopped', progress: undefined };
        return { ...assess(plan, stopped, readBack, { ...options, stopped: true }), readBack };
    }
    const follow = () => kind.follow({
        ...{ reader, clock, log, target, accepted, deadline },
        affected: plan.affected,
        giveUpWhenDenied: options.wait === 'auto'
    });
    // a completion that is not reported is not a phase
    const batch = await (kind.reportsCompletion ? timeline.during('batch', follow) : follow());
    const completed = batch.kind === 'ended' && batch.progress.failed === 0;
    const readBack = !mayRead
        ? NOT_READ
        : await timeline.during('read-back', () => completed ? readCompleted(plan, observations, { reader, log, deadline }) : soon());
    if (readBack.reading !== undefined) {
        const remarks = remarksOn(plan, readBack.reading, options.ownNeighbors);
        for (const warning of remarks.warnings)
            log.warning(warning);
        for (const notice of remarks.notices)
            log.notice(notice);
    }
    const end = assess(plan, batch, readBack, { ...options, stopped: deadline.isStopped() });
    const checked = options.checks.length > 0 && (end.result === 'switched' || end.result === 'submitted')
        ? await afterChecks(plan, end, observations, options)
        : end;
    const { likelyCause, ...known } = checked;
    const error = known.error && withIds(known.error, accepted, target, likelyCause);
    // if the product reports no progress, all listed APIs count as updated once the switch was verified
    const hasProgress = kind.reportsCompletion || (known.result === 'switched' && plan.affected !== undefined);
    return { ...known, progress: hasProgress ? known.progress : undefined, error, readBack };
}
/**
 * Reads back the result of a completed write. If the same definition was live before it, a reading does not show whether it predates
 * the write, nor what the write did to other fields: the target is read once more after it has settled.
 */
async function readCompleted(plan, observations, { reader, log, deadline }) {
    const { settlesWithinMs, confirmsAfterMs } = kindOf(plan.target);
    const read = () => readUntilDesired(reader, plan, observations, { log, deadline, graceMs: GRACE_MS, confirmsAfterMs });
    const first = await read();
    const mayPredateWrite = isAsDesired(first) &&
        first.reading?.verdict === 'previous' &&
        (0,kind/* changedOtherFields */.G$)(plan.live, first.reading.live).length === 0;
    if (settlesWithinMs === 0 || !mayPredateWrite)
        return first;
    await deadline.sleep(settlesWithinMs);
    return deadline.isStopped() ? first : read();
}
async function afterChecks(plan, end, observations, options) {
    const { settlesWithinMs } = kindOf(plan.target);
    if (settlesWithinMs > 0)
        await options.clock.sleep(settlesWithinMs, options.signal);
    const { results, failed } = await runChecks(options.checks, plan, options.timeline);
    const checked = { ...end, checks: results };
    const period = options.checks.findLast(check => check.period !== undefined)?.period;
    if (failed === undefined && period !== undefined) {
        return afterPeriod(plan, period, checked, observations, options);
    }
    return assessChecks(plan, checked, failed, options.signal?.aborted === true);
}
/** A long check, such as a bake, leaves someone else time to write: the verified definition must still be live afterwards. */
async function afterPeriod(plan, period, end, observations, { clock, log, reader, waitTimeoutMs, signal }) {
    if (!isReadable(plan))
        return end;
    const { name } = plan.target;
    const deadline = (0,runtime_clock/* createDeadline */.dU)(clock, waitTimeoutMs, signal);
    const hasShown = observations.soFar().ours;
    const { reading, lastError } = await read_back_readTarget(reader, plan, observations, { deadline });
    if (reading === undefined) {
        if (deadline.isStopped())
            return { ...cancelled(plan, end.changed, end.progress), checks: end.checks };
        log.warning(`${name}: could not verify that the definition stayed live during ${period}: ${lastError?.message ?? 'no response'}`);
        return end;
    }
    // a definition never seen may still become visible; the previous one may contain every desired key
    const isRestored = reading.verdict === 'previous' && hasShown && reading.differences.length > 0;
    // a lower rung of a ladder is also this step's own, but not what was verified
    const isLeft = reading.verdict === 'ours' && reading.differences.length > 0;
    const notInEffect = reading.live?.notInEffect;
    const isStill = (isOurs(reading.verdict) && !isLeft) || (reading.verdict === 'previous' && !isRestored);
    if (isStill && notInEffect === undefined)
        return { ...end, ...assessUnkept(plan, period, reading, observations) };
    const why = notInEffect === undefined ? '' : ` (${notInEffect})`;
    const error = new action_error/* ActionError */.lZ('Conflict', `${name}: someone else changed the live definition during ${period}${why}: ${describeDifference(plan, reading.live)}`, { nextSteps: nextSteps(plan) });
    return { ...end, result: 'partial', changed: hasChanged(reading.live, plan), error };
}
/**
 * The assessment of other fields that differ after a long check although the write was never seen to keep them, because the same definition
 * was live before it. They are not restored: they may be someone else's.
 */
function assessUnkept(plan, period, { live }, observations) {
    // a write does not reset the fields that it sends
    const changed = (0,kind/* changedOtherFields */.G$)(plan.live, live).filter(name => plan.live?.sentFields?.has(name) !== true);
    if (observations.soFar().kept === true || changed.length === 0)
        return undefined;
    const error = new action_error/* ActionError */.lZ('ReadBackMismatch', `${plan.target.name}: other fields changed before ${period} ended, by the update itself or by someone else: ${changed.join(', ')}`, { cure: 'Check the target in the console before you switch it again.', nextSteps: nextSteps(plan) });
    return { result: 'partial', changed: true, error };
}
function submitted(plan, readBack) {
    return {
        result: 'submitted',
        changed: surelyChanged(plan, readBack),
        progress: undefined,
        checks: [],
        error: undefined
    };
}
/** The error with the IDs of the write, and with the likely cause of a failed check as the end of the message. */
function withIds(error, { requestId, operationId }, target, likelyCause) {
    const { hasOperations } = kindOf(target).words;
    const operation = hasOperations ? ` (operation ${operationId || words_NO_OPERATION})` : '';
    return error.with({
        message: withLikelyCause(`${error.message}${operation}`, likelyCause),
        ...(hasOperations ? { brief: withLikelyCause(error.brief ?? error.message, likelyCause) } : {}),
        requestId
    });
}
const LONGEST_DESCRIPTION = 200;
/**
 * What to report about a reading, apart from whether it is as desired.
 * @param ownNeighbors the names of the target's neighbors that this step writes itself
 */
function remarksOn(plan, { live: now, verdict }, ownNeighbors) {
    const { live: before, target, targetType } = plan;
    if (before === undefined || now === undefined)
        return { warnings: [], notices: [] };
    const warnings = [];
    const notices = [];
    const kind = kindOf(target);
    const { changes, omitted: stillThere } = kind.compare(plan.desired, now);
    const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path));
    const kept = stillThere.filter(change => wasThere.has(change.path));
    if (kept.length > 0) {
        warnings.push(`${target.name}: keys left out of the definition are still live after the switch: ${paths(kept)}`);
    }
    const { unverified } = kind.unreturned.split(changes, plan.desired, targetType, now.raw);
    if (unverified.length > 0) {
        warnings.push(`${target.name}: keys that could not be verified, because the service never returns them: ${unverified.join(', ')}`);
    }
    const { description } = target;
    if (description?.setByAuthor === true && now.description !== description.text) {
        warnings.push(`${target.name}: the service did not store the description; the live one is ${JSON.stringify((0,runtime_text/* oneLine */.TN)(now.description, LONGEST_DESCRIPTION))}`);
    }
    // in someone else's definition, no key was added by the service
    const added = verdict === 'foreign' ? [] : (0,diff/* addedByService */.b_)(plan.desired, before.definition, now.definition);
    if (added.length > 0)
        notices.push(`${target.name}: the service added ${paths(added)}`);
    const others = changedNeighbors(before, now, ownNeighbors);
    if (others.length > 0) {
        warnings.push(`${target.name}: someone else changed other stages of the backend meanwhile: ${others.join(', ')}`);
    }
    return { warnings, notices };
}
/** The neighbors that changed since the plan and that this step does not write. */
function changedNeighbors(before, now, own) {
    const after = now.neighbors();
    return [...before.neighbors()].flatMap(([name, text]) => own.has(name) || after.get(name) === text ? [] : [name]);
}
function paths(changes) {
    return changes.map(change => change.path).join(', ');
}
function createOwnWrites() {
    const written = new Map();
    const neighborsOf = (target) => {
        const { key } = (0,model_target/* siblingsOf */.DG)(target);
        const names = written.get(key) ?? new Set();
        written.set(key, names);
        return names;
    };
    return { neighborsOf, add: target => void neighborsOf(target).add((0,model_target/* siblingsOf */.DG)(target).name) };
}

;// CONCATENATED MODULE: ./rollout/roll-back.js









/**
 * Restores the previous definition with the same precautions: only over a definition that this step sent, or over the previous one while
 * this step's own was never seen live, because it could still take effect. What someone else wrote is left unchanged. Reads and writes
 * are retried until the rollback's own deadline.
 */
async function rollBack(plan, observations, options) {
    const { clock, log, signal } = options;
    if (plan.live === undefined)
        return failedRollback('the previous definition is not known');
    log.info(`${plan.target.name}: rolling back to the previous definition`);
    const deadline = (0,runtime_clock/* createDeadline */.dU)(clock, options.waitTimeoutMs, signal);
    return rollBackTo(plan.live, plan, observations, { ...options, deadline });
}
async function rollBackTo(previous, plan, observations, options) {
    const { clock, deadline, log, rollbackPerhapsSent = false } = options;
    const { target } = plan;
    const fresh = await readSettled(plan, observations, options);
    const { reading } = fresh;
    // a definition that was never seen may still become visible, and the batch of an earlier rollback may have failed
    const whenCertain = (changed) => changed === false && (!observations.soFar().ours || rollbackPerhapsSent) ? undefined : changed;
    if (reading === undefined) {
        if (deadline.isStopped())
            return stoppedRollback({ changed: undefined });
        return failedRollback(`the live definition could not be read first: ${fresh.lastError?.message ?? ''}`, {
            error: fresh.lastError
        });
    }
    if (reading.live?.isChanging === true) {
        if (deadline.isStopped())
            return stoppedRollback({ changed: undefined });
        return failedRollback(`nothing was sent, because ${reading.live.notInEffect ?? 'a deployment is in progress'}`);
    }
    // fields that the write was seen to keep, and that differ now, were changed by someone else: they stay
    const { kept = false } = observations.soFar();
    const base = kept ? reading.live : previous;
    // someone restored it: this step's own was live, and can no longer take effect
    const isRestored = ({ verdict }, now) => verdict === 'previous' &&
        now?.notInEffect === undefined &&
        (0,kind/* changedOtherFields */.G$)(base, now).length === 0 &&
        observations.soFar().ours &&
        !rollbackPerhapsSent;
    if (isRestored(reading, reading.live))
        return alreadyRestored(plan, reading.live);
    if (!mayReplace(reading.verdict) || reading.live === undefined) {
        return conflict(plan, reading.live, 'someone else changed the live definition, and it was left unchanged');
    }
    const drafted = draftOf(previous, reading.live);
    if (drafted.length > 0)
        return conflict(plan, reading.live, draftMessage(drafted));
    const { back, taken } = reversed(plan, reading.live, base, clock.now());
    if (taken.length > 0) {
        log.warning(`${target.name}: the rollback keeps keys of this step's definition that the service never returns: ${taken.join(', ')}`);
    }
    let wasRestored = false;
    let latest = reading.live;
    const written = await sendModification(writeOf(back, reading.live, base), {
        ...options,
        untilDeadline: true,
        resolveWithinMs: options.waitTimeoutMs,
        precondition: {
            readAt: back.readAt,
            accepts: (seen, perhapsSent) => {
                latest = seen;
                const classification = observations.classify(seen);
                // this step's own definition may become visible late: it is not someone else's
                if (draftOf(previous, seen).length > 0)
                    return false;
                // an attempt without a response restored the other fields: what differs since then is someone else's
                const isAsBefore = (0,kind/* changedOtherFields */.G$)(base, seen).length === 0;
                if ((kept || (perhapsSent && wasRestored)) && !isAsBefore)
                    return false;
                wasRestored ||= perhapsSent && isAsBefore && classification.verdict === 'previous';
                return mayReplace(classification.verdict) && (perhapsSent || !isRestored(classification, seen));
            }
        },
        onSending: options.recorder.rollbackSending
    });
    switch (written.kind) {
        case 'accepted':
            options.recorder.rollbackAccepted(written.accepted);
            return confirmed(plan, back, written.accepted, options);
        case 'drifted': {
            const classification = observations.classify(written.live);
            if (isRestored(classification, written.live))
                return alreadyRestored(plan, written.live);
            // only fields that the rollback keeps
            const isFieldsOnly = mayReplace(classification.verdict) && draftOf(previous, written.live).length === 0;
            if (kept && isFieldsOnly)
                return rollBackTo(previous, plan, observations, options);
            return conflict(plan, written.live, 'someone else changed the live definition meanwhile');
        }
        case 'conflict':
            return conflict(plan, written.live, 'someone else changed the live definition meanwhile');
        case 'not-sent':
            return failedRollback(written.error.message, {
                error: written.error,
                changed: whenCertain(hasChanged(latest, plan))
            });
        case 'unknown':
            return failedRollback(written.error.message, { error: written.error });
        case 'stopped':
            return stoppedRollback({
                changed: written.perhapsSent ? undefined : whenCertain(hasChanged(latest, plan))
            });
    }
}
const READ_EVERY_MS = 2_000;
/** How long a status may lag behind a deployment. */
const LAGS_MS = 4_000;
/** Reads the target until no deployment is in progress: its completion would override what is sent meanwhile. */
async function readSettled(plan, observations, { clock, log, reader, wasDeployed = false, deadline }) {
    const startedAt = clock.now();
    for (let isLogged = false;; isLogged = true) {
        const latest = await read_back_readTarget(reader, plan, observations, { deadline, untilDeadline: true });
        const { live } = latest.reading ?? {};
        const mayLag = wasDeployed && live?.notInEffect !== undefined && clock.now() - startedAt < LAGS_MS;
        if ((live?.isChanging !== true && !mayLag) || deadline.isOver())
            return latest;
        if (!isLogged)
            log.info(`${plan.target.name}: waiting, because ${live.notInEffect ?? 'a deployment is in progress'}`);
        await deadline.sleep(READ_EVERY_MS);
        if (deadline.isStopped())
            return latest;
    }
}
/** Follows an accepted write of the previous definition, and reads it back. */
async function confirmRollback(plan, observations, accepted, options) {
    const deadline = (0,runtime_clock/* createDeadline */.dU)(options.clock, options.waitTimeoutMs, options.signal);
    const fresh = await read_back_readTarget(options.reader, plan, observations, { deadline, untilDeadline: true });
    const now = fresh.reading?.live;
    if (now === undefined) {
        return failedRollback(`the live definition could not be read: ${fresh.lastError?.message ?? 'the stage has none'}`, { accepted, error: fresh.lastError });
    }
    // a deployment would publish it
    const drafted = draftOf(plan.live, now);
    if (drafted.length > 0)
        return { ...conflict(plan, now, draftMessage(drafted)), accepted };
    const base = observations.soFar().kept === true ? now : plan.live;
    const { back } = reversed(plan, now, base, options.clock.now());
    return confirmed(plan, back, accepted, { ...options, deadline });
}
async function confirmed(plan, back, saved, options) {
    const timeline = createTimeline(options.clock);
    const published = await publishPlan(back, saved, {
        ...options,
        timeline,
        untilDeadline: true,
        onPublishing: options.recorder.rollbackPublishing,
        onPublished: options.recorder.rollbackAccepted
    });
    if (published.kind === 'stopped')
        return stoppedRollback({ accepted: saved, changed: undefined });
    if (published.kind !== 'on-its-way') {
        return failedRollback(withoutName(published.error.message, plan.target), {
            code: published.error.code === 'Conflict' ? published.error.code : undefined,
            error: published.error,
            accepted: saved
        });
    }
    const { accepted } = published;
    const end = await followAndVerify(back, accepted, createObservations(back), {
        ...options,
        wait: 'always',
        checks: [],
        timeline
    });
    const now = end.readBack.reading?.live;
    // nothing is known about the previous definition beyond its readings
    const unseen = now === undefined ? [] : kindOf(plan.target).unreturned.unseen(now.raw, plan.targetType);
    const visibly = now && hasChanged(now, plan);
    // a reading that later attempts could not confirm may predate the rollback
    const isOutdated = end.readBack.lastError !== undefined;
    // until its completion is verified, what the target affects may still have this step's definition
    const isCertain = end.result === 'switched' && unseen.length === 0;
    const changed = isOutdated || (visibly === false && !isCertain) ? undefined : visibly;
    if (end.result === 'cancelled')
        return stoppedRollback({ accepted, changed });
    if (end.result !== 'switched' || now === undefined) {
        const why = end.error?.message ?? 'the previous definition was not read back';
        return failedRollback(withoutName(why, plan.target), {
            error: end.error,
            accepted,
            changed
        });
    }
    if (changed === true && keptItsDescription(plan, now)) {
        options.log.warning(`${plan.target.name}: the previous definition is restored, but the service kept the description of this step`);
    }
    if (unseen.length > 0) {
        options.log.warning(`${plan.target.name}: the previous definition is restored as far as the service returns it: ${unseen.join(', ')} may differ from before the step`);
    }
    return {
        result: 'rolled-back',
        sentence: `Rolled back: the previous definition is restored and verified${unseen.length === 0 ? '' : `, apart from keys that the service does not return (${unseen.join(', ')})`}.`,
        code: undefined,
        accepted,
        // true for keys that the service added meanwhile, or a description that it kept
        changed
    };
}
/** The fields that someone else saved and did not deploy. A rollback would deploy or lose them. */
function draftOf(previous, now) {
    return now?.notInEffect === undefined ? [] : (0,kind/* changedSentFields */.ET)(previous, now);
}
function draftMessage(names) {
    return `someone else saved a change that is not deployed (${names.join(', ')}), and it was left unchanged`;
}
/** Whether this step is allowed to replace a live definition. */
function mayReplace(verdict) {
    return verdict === 'previous' || isOurs(verdict);
}
function keptItsDescription({ live: previous }, now) {
    return previous?.canonical === now.canonical && previous.description !== now.description;
}
function alreadyRestored(plan, live) {
    return {
        result: 'rolled-back',
        sentence: 'The previous definition is already live again; nothing was sent.',
        code: undefined,
        accepted: undefined,
        // whoever restored it may have set another description
        changed: hasChanged(live, plan)
    };
}
/** A failed rollback; whether the live definition changed is not known unless set. */
function failedRollback(reason, rest = {}) {
    const requestId = rest.error?.requestId;
    return {
        result: 'rollback-failed',
        // the failed call, which support asks for: the ID at the end of the message is that of the switch
        sentence: `The rollback failed: ${reason}${requestId === undefined ? '' : ` (rollback request ${requestId})`}`,
        code: undefined,
        accepted: undefined,
        changed: undefined,
        ...rest
    };
}
function conflict(plan, now, reason) {
    const definitions = describeDifference(plan, now);
    return failedRollback(`${reason}: ${definitions}`, {
        definitions,
        code: 'Conflict',
        changed: hasChanged(now, plan)
    });
}
function stoppedRollback(rest) {
    return {
        result: 'stopped',
        sentence: 'A signal interrupted the rollback; the post step finishes it.',
        code: undefined,
        accepted: undefined,
        ...rest
    };
}
/**
 * The plan of the rollback: from the live definition to the previous one.
 * @param base the reading whose other fields must be live afterwards
 */
function reversed(plan, now, base, readAt) {
    const { digests: _, live: previous, target, ...rest } = plan;
    const kind = kindOf(target);
    const { definition, taken } = kind.unreturned.fill(previous?.definition ?? {}, plan.data, plan.targetType, now.raw);
    const back = {
        ...rest,
        target: {
            ...target,
            definition,
            description: { text: previous?.description ?? '', setByAuthor: false },
            preflightUrls: [],
            probeUrls: []
        },
        writeId: undefined,
        live: base?.otherFields === undefined ? now : { ...now, otherFields: base.otherFields },
        readAt,
        climbed: [],
        desired: kind.without(plan.data, definition),
        data: definition,
        warnings: []
    };
    return { back, taken };
}

;// CONCATENATED MODULE: ./rollout/switch.js















/** What is known about a write that was not accepted. */
const NOT_ACCEPTED = {
    accepted: undefined,
    progress: undefined,
    checks: [],
    rollback: undefined
};
/** Sends one write, and follows it to completion. */
async function switchTo(plan, observations, precondition, options) {
    const { target } = plan;
    const sent = await options.timeline.during('write', () => sendModification(writeOf(plan), {
        ...options,
        deadline: (0,runtime_clock/* createDeadline */.dU)(options.clock, Infinity, options.signal),
        resolveWithinMs: options.waitTimeoutMs,
        untilDeadline: false,
        precondition,
        onSending: options.recorder.sending
    }));
    if (sent.kind !== 'accepted')
        return notAccepted(plan, sent, options);
    const { accepted } = sent;
    options.recorder.accepted(accepted);
    options.log.info(`${target.name}: ${kindOf(target).words.accepted} (${idsText(accepted, target)})`);
    return completeWrite(plan, accepted, observations, options);
}
/** Deploys an accepted modification if required, follows it to completion, and rolls back if requested. */
async function completeWrite(plan, saved, observations, options) {
    const deadline = (0,runtime_clock/* createDeadline */.dU)(options.clock, options.waitTimeoutMs, options.signal);
    const published = await publishPlan(plan, saved, {
        ...options,
        deadline,
        untilDeadline: false,
        onPublishing: options.recorder.publishing,
        onPublished: options.recorder.published,
        // the readings before the deployment show that other fields were kept: later changes to them are someone else's
        onRead: live => observations.classify(live)
    });
    const { target } = plan;
    const unfollowed = { ...NOT_ACCEPTED, accepted: saved, observations };
    switch (published.kind) {
        case 'on-its-way':
            return followThrough(plan, published.accepted, observations, { ...options, deadline });
        case 'saved':
            // a ladder is rolled back as a whole
            if ((plan.climbed ?? []).length > 0) {
                return { ...unfollowed, result: 'partial', changed: true, error: published.error };
            }
            return undoSave(plan, saved, published.error, observations, options);
        case 'unknown':
            return {
                ...unfollowed,
                result: 'unknown',
                changed: undefined,
                error: published.error.with({ nextSteps: nextSteps(plan), requestId: saved.requestId })
            };
        case 'stopped':
            return {
                ...unfollowed,
                result: 'cancelled',
                changed: undefined,
                error: new action_error/* ActionError */.lZ('Cancelled', published.perhapsSent
                    ? `${target.name}: stopped by a signal while the deployment was being sent; it may have arrived`
                    : `${target.name}: stopped by a signal after the definition was saved and before it was deployed; the post step restores the previous one`, { nextSteps: nextSteps(plan), requestId: saved.requestId })
            };
    }
}
/** Restores the previous definition after a save that could not be deployed, and so never took effect. */
async function undoSave(plan, saved, error, observations, options) {
    const unfollowed = { ...NOT_ACCEPTED, accepted: saved, observations };
    if (plan.live?.notInEffect !== undefined) {
        // the same definition was already saved before the step
        return { ...unfollowed, result: 'failed', changed: false, error };
    }
    const back = await rollBackAfter(error, plan, observations, options);
    const end = { ...unfollowed, rollback: back.accepted };
    switch (back.result) {
        case 'rolled-back':
            return {
                ...end,
                result: 'failed',
                changed: back.changed,
                error: error.with({
                    message: withSentence(error.message, 'The previous definition was saved again; nothing changed.'),
                    cause: error
                })
            };
        case 'stopped':
            return { ...end, result: 'cancelled', changed: undefined, error };
        case 'rollback-failed':
            return {
                ...end,
                result: 'partial',
                changed: back.changed,
                error: new action_error/* ActionError */.lZ('SavedNotDeployed', withRollbackSentence(error.message, back), {
                    brief: briefAfter(error.brief ?? error.message, back),
                    ...adviceAfter(plan, back, { first: (0,catalog/* entryOfOwn */._X)('SavedNotDeployed')?.cure }),
                    requestId: saved.requestId,
                    cause: error
                })
            };
    }
}
/** Follows an accepted modification to completion, and rolls back if requested. */
async function followThrough(plan, accepted, observations, options) {
    const end = await followAndVerify(plan, accepted, observations, {
        ...options,
        // a rollback requires the completion, even if following is denied for a while
        wait: options.rollbackOnFailure ? 'always' : options.wait
    });
    const { unreported } = kindOf(plan.target).words;
    if (end.result === 'switched' && unreported !== undefined) {
        options.log.info(`${plan.target.name}: ${unreported}: switched means ${meaningOf(end.checks)}`);
    }
    const { readBack: _, ...rest } = end;
    const applied = { ...rest, observations, accepted, rollback: undefined };
    const shouldRollBack = options.rollbackOnFailure || end.mustRestore === true;
    if (!shouldRollBack || end.result !== 'partial')
        return applied;
    return withRollback(plan, end, applied, options);
}
const MORE_CHANGED = 'The update itself changed these fields, or someone else did meanwhile. Check the target in the console before you switch it again.';
async function withRollback(plan, end, applied, options) {
    const { live, target, difference } = plan;
    const { error } = end;
    if (error === undefined || live === undefined || difference === undefined)
        return applied;
    if (difference.changes.length + difference.omitted.length === 0 && end.mustRestore !== true) {
        options.log.notice(`${target.name}: not rolled back: the desired definition is the previous one`);
        return applied;
    }
    const back = await rollBackAfter(error, plan, applied.observations, options);
    const isStillReset = end.mustRestore === true && back.result === 'rollback-failed';
    const code = back.code ?? (isStillReset ? 'FieldsReset' : error.code);
    const cure = code === 'FieldsReset' ? (0,catalog/* entryOfOwn */._X)(code)?.cure : undefined;
    return {
        ...applied,
        ...rolledBack(error, back, code, {
            ...(end.mustRestore === true && back.result === 'rolled-back'
                ? { cure: MORE_CHANGED }
                : adviceAfter(plan, back, { first: cure })),
            // sending the definition again does not restore the fields
            ...(code === 'FieldsReset' ? { nextSteps: undefined } : {})
        })
    };
}
/** Rolls back because of a failure, which is logged and recorded first. */
function rollBackAfter(error, plan, observations, options) {
    options.log.info(error.message);
    options.recorder.failed(error.code);
    return options.timeline.during('rollback', () => rollBack(plan, observations, options));
}
/** The outcome of a write after its rollback, with the failure that caused it. */
function rolledBack(error, back, code, advice) {
    return {
        result: back.result === 'stopped' ? 'cancelled' : back.result,
        changed: back.changed,
        rollback: back.accepted,
        error: new action_error/* ActionError */.lZ(code, withRollbackSentence(error.message, back), {
            brief: briefAfter(error.brief ?? error.message, back),
            ...advice,
            // with the code of the failure itself, the ID of its request
            requestId: back.code === undefined ? error.requestId : (back.accepted?.requestId ?? error.requestId),
            cause: error
        })
    };
}
/**
 * This write is sent over the previous definition and, once it may have been sent, also over its own; but not if a newer run wrote the
 * live definition meanwhile, even if it is the same.
 */
function preconditionOf(plan, observations, run) {
    if (plan.live === undefined)
        return undefined;
    return {
        // during a preflight, someone else had time to write: reread the live definition, however recent the plan's reading is
        readAt: isReread(plan) ? -Infinity : plan.readAt,
        accepts: (live, perhapsSent) => {
            const isSuperseded = supersededError(plan.target, live, run) !== undefined;
            if (!perhapsSent) {
                const isPrevious = classify(live, plan).verdict === 'previous';
                const isAsPlanned = live?.notInEffect === plan.live?.notInEffect;
                return !isSuperseded && isPrevious && isAsPlanned && (0,kind/* changedOtherFields */.G$)(plan.live, live).length === 0;
            }
            const { verdict } = observations.classify(live);
            if (isSuperseded || (0,kind/* changedSentFields */.ET)(plan.live, live).length > 0)
                return false;
            return verdict === 'previous' || isOurs(verdict);
        }
    };
}
/** Whether the live definition is reread right before the write, although the plan has just read it. */
function isReread({ target }) {
    return target.preflightUrls.length > 0 || kindOf(target).rereads;
}
/** Whether an apply that plans now would find no changes. */
function isDesired({ target, desired }, live) {
    return live !== undefined && differenceFrom(live, desired, target).changes.length === 0;
}
function notAccepted(plan, sent, { run, log }) {
    const { target } = plan;
    const failed = (error) => ({
        ...NOT_ACCEPTED,
        result: 'failed',
        changed: false,
        error
    });
    const unknown = (error) => ({
        ...NOT_ACCEPTED,
        result: 'unknown',
        changed: undefined,
        error
    });
    switch (sent.kind) {
        case 'not-sent':
            return failed(sent.error);
        case 'drifted': {
            const superseded = supersededError(target, sent.live, run);
            if (superseded !== undefined && isDesired(plan, sent.live)) {
                log.notice(`${superseded.message}: it already is the desired one, so nothing was sent`);
                return { ...NOT_ACCEPTED, result: 'unchanged', changed: false, error: undefined };
            }
            return failed(superseded ??
                new action_error/* ActionError */.lZ('Drift', `${target.name}: someone else changed the live definition since the plan was made: ${describeDifference(plan, sent.live, false)}`, {
                    cure: 'This target was not changed. Check what changed, then re-run the job to plan again.'
                }));
        }
        case 'conflict':
            return {
                ...unknown(new action_error/* ActionError */.lZ('Conflict', `${target.name}: the modification may have been sent, and someone else changed the live definition: ${describeDifference(plan, sent.live)}`, { nextSteps: nextSteps(plan) })),
                // no matter who wrote it
                changed: hasChanged(sent.live, plan)
            };
        case 'unknown':
            return unknown(sent.error.with({ message: `${target.name}: ${sent.error.message}`, nextSteps: nextSteps(plan) }));
        case 'stopped':
            return {
                ...NOT_ACCEPTED,
                result: 'cancelled',
                changed: sent.perhapsSent ? undefined : false,
                error: sent.perhapsSent
                    ? new action_error/* ActionError */.lZ('Cancelled', `${target.name}: stopped by a signal while the modification was being sent; it may have arrived`, { nextSteps: nextSteps(plan) })
                    : stoppedBeforeSending(target)
            };
    }
}

;// CONCATENATED MODULE: ./rollout/apply.js














/** Sends the planned modification, follows it to completion, and rolls back if requested. Never rejects because of a response. */
function applyPlan(plan, options) {
    if ((0,model_target/* isLadder */.lq)(plan.target))
        return climb(plan, options);
    const observations = createObservations(plan, options.recorder.observed);
    return switchTo(plan, observations, preconditionOf(plan, observations, options.run), options);
}
/** The plan of one rung. Its previous definition and its rollback are those of the whole ladder. */
function planOfRung(plan, index) {
    const rung = plan.rungs[index];
    if (rung === undefined)
        return plan;
    const { desired, data } = rung;
    const climbed = plan.rungs.slice(0, index).map(below => below.desired);
    const difference = plan.live && differenceFrom(plan.live, desired, plan.target);
    return { ...plan, desired, data, difference, climbed };
}
/**
 * Climbs a ladder of weights rung by rung, and checks each one before the next. If anything fails, it rolls back to the definition
 * that this step found; after a signal, the post step does.
 */
async function climb(plan, options) {
    const { log } = options;
    const { name } = plan.target;
    const soFar = { plan, rungs: [], checks: [], reached: undefined };
    let observations = createObservations(plan, options.recorder.observed);
    for (const [index, rung] of plan.rungs.entries()) {
        const at = planOfRung(plan, index);
        observations = createObservations(at, options.recorder.observed, observations.soFar());
        const label = `${name}: step ${index + 1} of ${plan.rungs.length}, ${rung.weight} percent`;
        log.info(label);
        const startedAt = options.clock.now();
        const end = await climbOne(at, index, rung, soFar, observations, options);
        soFar.checks.push(...end.checks);
        const durationMs = options.clock.now() - startedAt;
        soFar.rungs.push({ weight: rung.weight, result: end.result, checks: end.checks, durationMs });
        log.info(`${label}: ${end.result} (${(0,runtime_clock/* formatDuration */.a3)(durationMs)})`);
        if (end.result !== 'switched') {
            return withRungs(soFar, await abandon(at, end, soFar, observations, options), observations);
        }
        soFar.reached = end;
    }
    return withRungs(soFar, soFar.reached ?? notStarted(plan), observations);
}
/** The outcome of a ladder, with the result of each rung. */
function withRungs({ plan, rungs, checks }, end, observations) {
    const left = plan.rungs
        .slice(rungs.length)
        .map(({ weight }) => ({ weight, result: 'not-started', checks: [], durationMs: 0 }));
    return { ...end, rungs: [...rungs, ...left], checks, observations: observations };
}
/** Climbs one rung: the checks before the write, the write, its completion, and the checks after it. */
async function climbOne(at, index, rung, { reached }, observations, options) {
    const { signal, recorder, checksOf, timeline, run } = options;
    const isStopped = () => signal?.aborted === true;
    if (isStopped())
        return notStarted(at);
    const checks = checksOf(rung);
    // those of the first rung have already run, before the first write of any target
    const before = index === 0 ? [] : checks.filter(({ when }) => when === 'before-write');
    const { results, failed } = await runChecks(before, at, timeline);
    if (isStopped())
        return { ...notStarted(at), checks: results };
    if (failed !== undefined) {
        const error = checkError(at, failed, results, { nextSteps: nextSteps(at) });
        return { ...notStarted(at), result: 'failed', changed: reached?.changed, checks: results, error };
    }
    const precondition = index === 0 ? preconditionOf(at, observations, run) : onRungBelow(at, observations);
    const end = await switchTo(at, observations, precondition, {
        ...options,
        checks: checks.filter(({ when }) => when === 'after-switch'),
        // not earlier: a rung that was never sent is not this step's own
        recorder: {
            ...recorder,
            sending: () => {
                recorder.sending();
                recorder.rung(index);
            }
        },
        // the next rung requires that this one has completed
        wait: 'always',
        // the whole ladder is rolled back, not to the rung below
        rollbackOnFailure: false
    });
    return { ...end, checks: [...results, ...end.checks] };
}
/** The outcome of a rung that was not written. */
function notStarted({ target }) {
    return { ...NOT_ACCEPTED, result: 'cancelled', changed: false, error: stoppedBeforeSending(target) };
}
/** A rung is sent only over the rung below it or, once it may have been sent, over itself. */
function onRungBelow(at, observations) {
    const below = at.climbed?.at(-1);
    const isBelow = (live) => below !== undefined &&
        live.notInEffect === undefined &&
        kindOf(at.target).compare(below, live).changes.length === 0;
    return {
        // someone else had time to write while the rung below was checked
        readAt: -Infinity,
        accepts: (live, perhapsSent) => live !== undefined &&
            (0,kind/* changedOtherFields */.G$)(at.live, live).length === 0 &&
            (perhapsSent ? isOurs(observations.classify(live).verdict) : isBelow(live))
    };
}
/** The weight of the plan's rung. */
function weightOf({ climbed = [], rungs }) {
    return rungs[climbed.length]?.weight ?? 100;
}
/** The outcome of a ladder that stops before its last rung. */
async function abandon(at, end, { plan, reached }, observations, options) {
    const known = {
        ...end,
        accepted: end.accepted ?? reached?.accepted,
        progress: end.progress ?? reached?.progress
    };
    const isAtStart = reached === undefined && end.changed === false;
    // nothing was written, or the write has already been undone
    if (isAtStart && end.result !== 'partial')
        return known;
    if (options.signal?.aborted === true || end.result === 'cancelled') {
        return { ...known, ...stoppedMidway(at, known, reached) };
    }
    // a write that may still take effect must not be followed by another, and a failed undo is not repeated
    const isLost = end.result === 'unknown' || end.error?.code === 'SavedNotDeployed';
    if (isLost)
        return known;
    const failed = end.error ?? new action_error/* ActionError */.lZ('StepFailed', `${at.target.name}: ${end.result}`);
    const atWeight = (message) => `${at.target.name}: at ${weightOf(at)} percent: ${withoutName(message, at.target)}`;
    const error = failed.with({
        message: atWeight(failed.message),
        ...(failed.brief === undefined ? {} : { brief: atWeight(failed.brief) })
    });
    if (end.accepted !== undefined) {
        return { ...known, ...(await rollBackFrom(at, error, observations, options)) };
    }
    // this rung was not sent: if its definition is live, someone else wrote it
    const below = (at.climbed ?? []).length - 1;
    options.recorder.rung(below);
    const sent = planOfRung(plan, below);
    const seen = createObservations(sent, options.recorder.observed, observations.soFar());
    return { ...known, ...(await rollBackFrom(sent, error, seen, options)) };
}
async function rollBackFrom(at, error, observations, options) {
    const back = await rollBackAfter(error, at, observations, options);
    return rolledBack(error, back, back.code ?? error.code, adviceAfter(at, back));
}
/** Stopped by a signal on a rung, or between two. */
function stoppedMidway(at, { accepted, changed }, reached) {
    return {
        result: 'cancelled',
        changed: reached?.changed ?? changed,
        error: new action_error/* ActionError */.lZ('Cancelled', `${at.target.name}: stopped by a signal before the last weight was reached; the post step rolls back to the previous definition`, { nextSteps: nextSteps(at), requestId: accepted?.requestId })
    };
}

// EXTERNAL MODULE: ./cloud/client.js + 1 modules
var cloud_client = __nccwpck_require__(2774);
;// CONCATENATED MODULE: ./cloud/rate-limiter.js
/** The period over which the rate is measured. */
const WINDOW_MS = 1_000;
/** The share of the rate that remains after a throttled request, and how much it recovers per second without one: a share of the rate, or requests per second. */
const SLOW_DOWN = 0.85;
const SPEED_UP_SHARE = 0.05;
const LEAST_SPEED_UP = 1;
/** The minimum rate after the first throttled request: if a step has sent few requests by then, others may have used up the quota. */
const LEAST_FIRST_RATE = 10;
/** Throttled requests that were sent before the last slowdown carry no new information. */
const SETTLE_MS = 500;
const LEAST_PER_SECOND = 1;
/**
 * Adapts the request rate to what the cloud accepts: unlimited until the first throttled request, then slightly below the rate
 * of responses in the second before it. The rate recovers slowly, and drops immediately for all callers.
 * @param most how many requests are allowed per second, throttled or not
 * @param before turns of another limiter that also count for this one
 */
function createRateLimiter(clock, most = Infinity, before = []) {
    /** Requests per second; `undefined` until a request was throttled. */
    let rate;
    let rateSetAt = 0;
    let nextTurnAt = 0;
    const respondedAt = [];
    const turns = most === Infinity ? [] : before.slice(-most);
    const measured = (now) => {
        const first = respondedAt.findIndex(at => at > now - WINDOW_MS);
        respondedAt.splice(0, first < 0 ? respondedAt.length : first);
        return (respondedAt.length * 1_000) / WINDOW_MS;
    };
    const recovered = (now) => {
        if (rate === undefined)
            return undefined;
        return rate + ((now - rateSetAt) / 1_000) * Math.max(LEAST_SPEED_UP, rate * SPEED_UP_SHARE);
    };
    return {
        turns,
        async acquire(signal) {
            const now = clock.now();
            const current = recovered(now);
            if (current === undefined && most === Infinity)
                return;
            // one second after the request that is `most` requests back
            const isFull = turns.length >= most;
            const at = Math.max(now, nextTurnAt, isFull ? (turns.shift() ?? now) + WINDOW_MS : now);
            if (most !== Infinity)
                turns.push(at);
            if (current !== undefined)
                nextTurnAt = at + 1_000 / current;
            if (at > now)
                await clock.sleep(at - now, signal);
        },
        responded() {
            respondedAt.push(clock.now());
            if (respondedAt.length > 4_096)
                measured(clock.now());
        },
        throttled() {
            const now = clock.now();
            const current = recovered(now);
            if (current !== undefined && now - rateSetAt < SETTLE_MS)
                return;
            rate =
                current === undefined
                    ? Math.max(LEAST_FIRST_RATE, measured(now))
                    : Math.max(LEAST_PER_SECOND, current * SLOW_DOWN);
            rateSetAt = now;
            nextTurnAt = Math.max(nextTurnAt, now);
        }
    };
}

;// CONCATENATED MODULE: ./rollout/checks/bake.js




const EVERY_MS = 5_000;
/** How many failures of one URL fail the target: consecutive ones, unless all count. Fewer are reported and tolerated. */
const FAILURE_THRESHOLD = 3;
/** Continues to request the probe URLs for some time after they have passed: a release may fail late. */
function bakeCheck(urls, bakeMs, options) {
    return {
        name: 'bake',
        code: 'BakeFailed',
        when: 'after-switch',
        // an unchanged target has nothing new that could fail late
        includesUnchanged: false,
        period: 'the bake time',
        count: bakeMs === 0 ? 0 : urls.length,
        run: () => bakeAll(urls, bakeMs, options)
    };
}
/** The same for the new backend itself, bypassing the gateway, if no probe goes through the gateway. */
function preflightBakeCheck(urls, bakeMs, options) {
    return bakeCheck(urls, bakeMs, { ...options, headers: {}, stageName: undefined });
}
/** Requests all URLs in parallel; the first that fails stops the others, which then have no result. */
async function bakeAll(urls, bakeMs, options) {
    const { log, signal: stop } = options;
    log.info(`bake: requesting ${(0,runtime_text/* plural */.LS)(urls.length, 'URL')} every ${EVERY_MS / 1_000} s for ${(0,runtime_clock/* formatDuration */.a3)(bakeMs)}`);
    const failed = new AbortController();
    const signal = AbortSignal.any([failed.signal, ...(stop === undefined ? [] : [stop])]);
    const checkLog = createCheckLog('bake', bakeMs, options);
    const results = await Promise.all(urls.map(async (url) => {
        const result = await bakeOne(url, bakeMs, checkLog, { ...options, signal });
        if (result?.passed === false)
            failed.abort();
        return result ?? (stop?.aborted === true ? stopped(url) : []);
    }));
    return results.flat();
}
/** @returns `undefined` if it was stopped from outside */
async function bakeOne(url, bakeMs, checkLog, options) {
    const { clock, log, signal, requestTimeoutMs, countsAll = false } = options;
    const subject = (0,redact/* redactText */.Rd)(url.href);
    const startedAt = clock.now();
    const endsAt = startedAt + bakeMs;
    // the signal may be aborted during any await
    const isStopped = () => signal.aborted;
    let dueAt = startedAt;
    let attempts = 0;
    let failures = 0;
    let consecutive = 0;
    for (;;) {
        dueAt = Math.max(dueAt + EVERY_MS, clock.now());
        // the last request is at the end of the bake time; if it fails, requests continue until the URL has failed or recovered
        if (consecutive === 0)
            dueAt = Math.min(dueAt, Math.max(endsAt, clock.now()));
        await clock.sleep(dueAt - clock.now(), signal);
        if (isStopped())
            return undefined;
        const { passed, detail, likelyCause } = await checkLog.during(subject, requestTimeoutMs, () => attempt(url, requestTimeoutMs, { ...options, hasPassed: true }));
        if (isStopped())
            return undefined;
        attempts++;
        failures += passed ? 0 : 1;
        consecutive = passed ? 0 : consecutive + 1;
        const elapsedMs = clock.now() - startedAt;
        const elapsed = (0,runtime_clock/* formatDuration */.a3)(elapsedMs);
        const counted = countsAll ? failures : consecutive;
        checkLog.record(subject, passed ? detail : `${detail}, failure ${counted} of ${FAILURE_THRESHOLD}`);
        if (counted >= FAILURE_THRESHOLD) {
            const requirement = `${counted} ${countsAll ? 'failures in total' : 'consecutive failures'}, ${(0,runtime_clock/* formatDuration */.a3)(Math.min(elapsedMs, bakeMs))} into the bake time of ${(0,runtime_clock/* formatDuration */.a3)(bakeMs)}`;
            return { name: 'bake', subject, passed: false, attempts, detail, requirement, likelyCause };
        }
        if (passed && clock.now() >= endsAt) {
            const some = failures === 0 ? '' : `; ${failures} of ${(0,runtime_text/* plural */.LS)(attempts, 'request')} failed`;
            log.info(`bake passed: ${subject}: ${detail}${some} (${(0,runtime_text/* plural */.LS)(attempts, 'request')}, ${elapsed})`);
            return { name: 'bake', subject, passed: true, attempts, detail: `${detail}${some}` };
        }
    }
}
function stopped(url) {
    return {
        name: 'bake',
        subject: (0,redact/* redactText */.Rd)(url.href),
        passed: false,
        attempts: 0,
        detail: 'stopped by a signal'
    };
}

;// CONCATENATED MODULE: ./rollout/stored-plan.js





/** @param isSecret whether a text contains a secret that the step knows */
function storePlan(plan, checks, isSecret) {
    const { target, live } = plan;
    const store = (definition) => (0,redact/* holdsSecret */.hK)(definition) || isSecret(JSON.stringify(definition))
        ? digestIn(target, definition)
        : { definition };
    const open = (text) => (isSecret(text) ? '' : text);
    const base = live?.base ?? null;
    // without the base, the stored definition would not be recognized as the previous one
    const isBaseSecret = base !== null && isSecret(JSON.stringify(base));
    return {
        target: storeTarget(target),
        lane: plan.lane,
        targetType: plan.targetType,
        definitionId: plan.definitionId,
        writeId: plan.writeId ?? null,
        description: target.description === undefined
            ? null
            : { ...target.description, text: open(target.description.text) },
        live: live === undefined
            ? null
            : {
                ...(isBaseSecret ? digestIn(target, live.definition) : store(live.definition)),
                description: open(live.description),
                base: isBaseSecret ? null : base,
                notInEffect: live.notInEffect ?? null,
                title: open(live.title)
            },
        rungs: plan.rungs.map(({ desired, data, weight }) => ({
            desired: store(desired),
            data: store(data),
            weight
        })),
        affected: plan.affected ?? null,
        names: isSecret(JSON.stringify(plan.names ?? {})) ? null : (plan.names ?? {}),
        fingerprint: plan.fingerprint ?? null,
        checks
    };
}
function digestIn(target, definition) {
    return { digest: (0,model_fingerprint/* digestOf */.ol)((0,model_target/* identityOf */.cu)(target), definition), keys: Object.keys(definition) };
}
function storeTarget(target) {
    const { name, key } = target;
    const base = {
        name,
        ...(key === undefined ? {} : { key }),
        endpoint: target.endpoint.href,
        regionId: target.regionId ?? null
    };
    switch (target.kind) {
        case 'backend':
            return { ...base, kind: 'backend', backendId: target.backendId, stageName: target.stageName };
        case 'service':
            return { ...base, kind: 'service', serviceId: target.serviceId, ...stored_plan_placeOf(target) };
        case 'route': {
            const { httpApiId, routeId, weightSteps } = target;
            return { ...base, kind: 'route', httpApiId, routeId, weightSteps, ...stored_plan_placeOf(target) };
        }
    }
}
function stored_plan_placeOf({ stageName, gatewayId }) {
    return { stageName: stageName ?? null, gatewayId: gatewayId ?? null };
}
/** The plan as far as it was stored: the same code runs on it as on the original. */
function restorePlan(stored) {
    const { targetType, definitionId, affected, names, lane } = stored;
    const rungs = stored.rungs.map(({ desired, data, weight }) => ({
        desired: definitionIn(desired) ?? {},
        data: definitionIn(data) ?? {},
        weight
    }));
    const last = stored.rungs.at(-1);
    const desired = last && definitionIn(last.desired);
    const data = last && definitionIn(last.data);
    const previous = stored.live && definitionIn(stored.live);
    const digests = {
        live: stored.live !== null && 'digest' in stored.live ? stored.live.digest : undefined,
        desired: last !== undefined && 'digest' in last.data ? last.data.digest : undefined,
        desiredKeys: last !== undefined && 'digest' in last.data ? last.data.keys : undefined
    };
    const isWithheld = digests.live !== undefined || digests.desired !== undefined;
    const target = restoreTarget(stored.target, { ...stored, definition: desired ?? {} });
    const live = stored.live === null || previous === undefined || previous === null
        ? undefined
        : {
            ...kindOf(target).restore(previous, stored.live.description, stored.live.base ?? undefined),
            notInEffect: stored.live.notInEffect ?? undefined,
            title: stored.live.title
        };
    return {
        target,
        targetType,
        definitionId,
        live,
        ...(isWithheld ? { digests, whyNotLive: 'the live definition contains a secret' } : {}),
        readAt: 0,
        affected: affected ?? undefined,
        names: names ?? {},
        desired: desired ?? {},
        data: data ?? {},
        rungs,
        lane,
        writeId: stored.writeId ?? undefined,
        difference: live === undefined || desired === undefined ? undefined : differenceFrom(live, desired, target),
        fingerprint: stored.fingerprint ?? undefined,
        warnings: []
    };
}
/** @param planned what is known of the target beyond its identity, if it was planned */
function restoreTarget(stored, planned = {}) {
    const common = {
        name: stored.name,
        endpoint: new URL(stored.endpoint),
        regionId: stored.regionId ?? undefined,
        definition: planned.definition ?? {},
        description: planned.description ?? undefined,
        preflightUrls: [],
        probeUrls: []
    };
    switch (stored.kind) {
        case 'backend':
            return {
                ...stored,
                ...common,
                form: 'full',
                backendType: planned.targetType,
                backendModelId: planned.definitionId
            };
        case 'service':
        case 'route': {
            const place = {
                stageName: stored.stageName ?? undefined,
                gatewayId: stored.gatewayId ?? undefined
            };
            return { ...stored, ...common, ...place };
        }
    }
}
function definitionIn(stored) {
    return 'definition' in stored ? stored.definition : undefined;
}

;// CONCATENATED MODULE: ./rollout/journal.js




/** The last line of a journal whose step has reported everything. */
const NOTHING_LEFT = JSON.stringify({ reported: true, left: 0 });
/**
 * A journal is lines of JSON: a header for the whole step, each write as it starts, and then its changes. It is append-only, so that a
 * step with many targets writes little.
 * @param add appends one line; it must handle its own errors
 * @param isSecret whether a text contains a secret that the step knows: the journal stores digests instead
 */
function createJournalKeeper(header, add, isSecret = () => false) {
    /** By name of each write that started: whether its result is still unknown. */
    const open = new Map();
    let targets = [];
    /** What ended before the first write, by name. */
    const early = new Map();
    const store = (record) => {
        if (open.size === 0)
            add(JSON.stringify({ version: 1, ...header, ...storedTargets() }));
        add(JSON.stringify(record));
    };
    // of a single target, its write tells everything
    const storedTargets = () => targets.length < 2
        ? {}
        : {
            targets: targets.map(target => ({ target: storeTarget(target), result: early.get((0,model_target/* keyOf */.TN)(target)) }))
        };
    const update = (name, change) => {
        if (!open.has(name))
            return;
        store({ name, ...change });
        if (change.phase !== undefined)
            open.set(name, change.phase !== 'ended');
    };
    return {
        selected(all) {
            targets = all;
        },
        concluded(name, result) {
            if (open.has(name))
                return;
            if (open.size === 0)
                early.set(name, result);
            else if (targets.length > 1)
                store({ unsent: name, result });
        },
        sending(plan, checks, sentAt, leftAt) {
            const name = (0,model_target/* keyOf */.TN)(plan.target);
            // sent again after an ambiguous attempt: keep what is known
            if (open.has(name))
                return update(name, { phase: 'sending', leftAt, again: true });
            const entry = {
                name,
                plan: storePlan(plan, checks, isSecret),
                phase: 'sending',
                sentAt,
                leftAt,
                accepted: null,
                rollback: null
            };
            store(entry);
            open.set(name, true);
        },
        update,
        reported() {
            // the post step reads this first: if nothing is left, it loads nothing else
            if (open.size > 0)
                store({ reported: true, left: [...open.values()].filter(Boolean).length });
        }
    };
}
/** @returns `undefined` if the text is not a journal of this version; incomplete lines and writes are left out */
function parseJournal(text) {
    const lines = text.split('\n').filter(line => line !== '');
    const [header, ...records] = lines.flatMap(line => (0,json/* parseObject */.lj)(line) ?? []);
    if (!isHeader(header))
        return undefined;
    const isTorn = records.length + 1 < lines.length;
    const entries = new Map();
    for (const record of records) {
        const { name } = record;
        if (typeof name === 'string')
            entries.set(name, { ...entries.get(name), ...record });
    }
    return {
        ...header,
        version: 1,
        reported: records.some(({ reported }) => reported === true),
        entries: [...entries.values()].filter(isEntry),
        unsent: unsentOf(header, records).filter(({ target }) => !entries.has((0,model_target/* keyOf */.TN)(target))),
        isDamaged: isTorn || entries.size === 0 || ![...entries.values()].every(isEntry)
    };
}
/** The targets in the header, with the results that were recorded later. */
function unsentOf({ targets }, records) {
    const later = new Map(records.map(({ unsent, result }) => [unsent, result]));
    const all = Array.isArray(targets) ? targets : [];
    return all.flatMap(one => {
        if (!(0,json/* isObject */.Gv)(one) || !isStoredTarget(one['target']))
            return [];
        const result = later.get((0,model_target/* keyOf */.TN)(one['target'])) ?? one['result'];
        return [{ target: one['target'], ...(isResult(result) ? { result } : {}) }];
    });
}
const isText = value => typeof value === 'string';
const isUrl = value => typeof value === 'string' && URL.canParse(value);
const isFlag = value => typeof value === 'boolean';
const isCount = value => Number.isSafeInteger(value) && Number(value) >= 0;
// the largest time value that Date can represent
const isTime = value => typeof value === 'number' && value >= 0 && value <= 8.64e15;
const orNull = (check) => value => value === null || check(value);
const orAbsent = (check) => value => value === undefined || check(value);
const journal_shape = (fields) => value => (0,json/* isObject */.Gv)(value) && Object.entries(fields).every(([name, check]) => check(value[name]));
const journal_listOf = (check) => value => Array.isArray(value) && value.every(check);
const PHASES = {
    sending: true,
    accepted: true,
    deploying: true,
    deployed: true,
    'rolling-back': true,
    'rollback-accepted': true,
    ended: true
};
const isAccepted = journal_shape({ requestId: isText, operationId: isText });
const isStored = value => (0,json/* isObject */.Gv)(value) &&
    ((0,json/* isObject */.Gv)(value['definition']) || (isText(value['digest']) && orAbsent(journal_listOf(isText))(value['keys'])));
const isTarget = (value) => {
    const base = { name: isText, key: orAbsent(isText), endpoint: isUrl, regionId: orNull(isText) };
    const native = { stageName: orNull(isText), gatewayId: orNull(isText) };
    const kinds = {
        backend: journal_shape({ ...base, backendId: isText, stageName: isText }),
        service: journal_shape({ ...base, ...native, serviceId: isText }),
        route: journal_shape({
            ...base,
            ...native,
            httpApiId: isText,
            routeId: isText,
            weightSteps: journal_listOf(value => typeof value === 'number')
        })
    };
    const kind = (0,json/* isObject */.Gv)(value) ? value['kind'] : undefined;
    return typeof kind === 'string' && Object.hasOwn(kinds, kind) && kinds[kind]?.(value) === true;
};
const isStoredPlan = journal_shape({
    target: isTarget,
    lane: isText,
    targetType: isText,
    definitionId: isText,
    writeId: orNull(isText),
    description: orNull(journal_shape({ text: isText, setByAuthor: isFlag })),
    live: orNull(value => isStored(value) &&
        journal_shape({ description: isText, base: orNull(json/* isObject */.Gv), notInEffect: orNull(isText), title: isText })(value)),
    rungs: value => Array.isArray(value) &&
        value.length > 0 &&
        value.every(rung => journal_shape({ desired: isStored, data: isStored, weight: one => typeof one === 'number' })(rung)),
    affected: orNull(journal_listOf(journal_shape({ apiId: isText, name: isText, group: isText, method: isText, path: isText }))),
    names: orNull(value => (0,json/* isObject */.Gv)(value) && Object.values(value).every(isText)),
    fingerprint: orNull(isText),
    checks: journal_listOf(isText)
});
const hasEntryShape = journal_shape({
    name: isText,
    plan: isStoredPlan,
    phase: value => typeof value === 'string' && Object.hasOwn(PHASES, value),
    result: orAbsent(isResult),
    changed: orAbsent(orNull(isFlag)),
    sentAt: isTime,
    leftAt: orAbsent(value => typeof value === 'number' && value >= 0),
    again: orAbsent(isFlag),
    accepted: orNull(isAccepted),
    rollback: orNull(isAccepted),
    seen: orAbsent(journal_shape({ ours: isFlag, first: orNull(isText), kept: orAbsent(isFlag) })),
    rung: orAbsent(isCount),
    passed: orAbsent(journal_listOf(isText)),
    failure: orAbsent(isText)
});
const hasHeaderShape = journal_shape({
    version: value => value === 1,
    // a signal to 0 or -1 would go to every process
    pid: value => isCount(value) && Number(value) > 0,
    identity: isText,
    requestTimeoutMs: isCount,
    maxAttempts: isCount,
    waitTimeoutMs: isCount,
    rollbackOnFailure: isFlag,
    mustFollow: orAbsent(isFlag),
    summary: isFlag,
    comment: orNull(isText)
});
function isHeader(value) {
    return hasHeaderShape(value);
}
function isStoredTarget(value) {
    return isTarget(value);
}
function isResult(value) {
    return RESULTS.some(result => result === value);
}
function isEntry(value) {
    return hasEntryShape(value);
}

;// CONCATENATED MODULE: ./run/step.js















/** The name under which the post step finds the journal's path. */
const JOURNAL_STATE = 'journal';
/** How many targets are read in parallel per target that is written at a time: reads are harmless. */
const READS_A_WRITE = 4;
function createStep(inputs, github, dependencies) {
    const { clock, log, network, secrets } = dependencies;
    const targets = inputs.targets;
    const rateLimiter = createRateLimiter(clock);
    const budget = (0,retry/* createRetryBudget */.Ce)();
    const account = { id: inputs.credentials.accountId };
    const clients = new Map();
    // the reads of a plan: none of them should wait for a connection, which would count as waiting for its response
    const readsAtOnce = inputs.wait === 'always' || inputs.rollbackOnFailure ? 3 : 2;
    const logOf = (target) => (targets.length === 1 ? log : prefixedLog(log, target));
    const limiterOf = createLaneLimiters(clock, rateLimiter);
    const client = (target, lane) => {
        const { href } = target.endpoint;
        const shared = clients.get(href) ??
            network.connect({
                ...inputs,
                endpoint: target.endpoint,
                regionId: target.regionId,
                maxSockets: inputs.maxParallel * READS_A_WRITE * readsAtOnce
            }, { clock, log, rateLimiter, budget, secrets });
        clients.set(href, shared);
        return { ...shared, rateLimiter: limiterOf(target, lane), log: logOf(target), accountId: account.id };
    };
    return {
        inputs,
        targets,
        github,
        dependencies,
        journal: createJournal(inputs, github, dependencies),
        ownWrites: createOwnWrites(),
        account,
        accountGuard: createAccountGuard(inputs, dependencies, { rateLimiter, budget }),
        logOf,
        client,
        reader: (target, lane) => (0,cloud_client/* maskingReader */.uw)((0,cloud_client/* createReader */.WF)(client(target, lane)), dependencies.secrets),
        checks: (target, targetLog, rung) => checksOf(target, targetLog, rung, inputs, dependencies)
    };
}
/** Logs the endpoints, and the source of the credentials. */
function logEndpoints({ inputs, dependencies: { log } }, apis) {
    // an empty shard
    if (apis.length === 0)
        return;
    const hosts = [...new Set(apis.map(({ host }) => host))];
    log.info(`API Gateway at ${hosts.join(', ')}, credentials from ${inputs.credentials.description}`);
    const endpoints = [...apis, ...(inputs.stsEndpoint === undefined ? [] : [inputs.stsEndpoint])];
    const foreign = endpoints.filter(endpoint => !(0,model_endpoints/* isServiceHost */.Qe)(endpoint));
    for (const host of new Set(foreign.map(({ host }) => host))) {
        log.notice(`the endpoint ${host} is outside aliyuncs.com`);
    }
}
function createAccountGuard(inputs, { clock, log, network, secrets }, shared) {
    const { allowedAccounts: allowed, stsEndpoint: endpoint } = inputs;
    if (allowed === undefined || endpoint === undefined)
        return undefined;
    const reader = (0,cloud_client/* createReader */.WF)(network.connect({ ...inputs, endpoint }, { clock, log, secrets, ...shared }));
    return {
        allowed,
        // the account of the credentials according to STS, which requires no permission
        find: signal => reader.read(OPERATIONS.getAccountId, {}, { deadline: (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, signal) })
    };
}
/** The run of the step, which must not replace a newer run's definition. */
function thisRun({ github, inputs: { allowOlderRun } }) {
    return { github, allowOlderRun };
}
/** A log whose lines start with a target's name. */
function prefixedLog(log, { name, backendId, stageName }) {
    const about = [name, backendId ?? '', stageName ?? ''];
    const prefixed = (text) => (text.startsWith(name) ? text : `${name}: ${text}`);
    return {
        ...log,
        info: text => log.info(prefixed(text)),
        notice: (text, more = []) => log.notice(prefixed(text), [...about, ...more]),
        warning: (text, more = []) => log.warning(prefixed(text), [...about, ...more])
    };
}
function createJournal(inputs, github, dependencies) {
    return createJournalKeeper({
        pid: dependencies.pid,
        identity: inputs.credentials.identity,
        requestTimeoutMs: inputs.requestTimeoutMs,
        maxAttempts: inputs.maxAttempts,
        waitTimeoutMs: inputs.waitTimeoutMs,
        rollbackOnFailure: inputs.rollbackOnFailure,
        mustFollow: inputs.wait === 'always' || inputs.rollbackOnFailure,
        summary: inputs.summary,
        comment: inputs.commentToken === undefined ? null : commentSubject(inputs)
    }, journalWriter(github, dependencies), text => dependencies.secrets.scrub(text) !== text);
}
/** Appends to a private file, and saves its path for the post step. If that fails, the step continues after one warning. */
function journalWriter({ tempDir }, { log, files, saveState }) {
    const path = tempPath(tempDir, 'writes', 'journal');
    let state = tempDir === '' ? 'broken' : 'new';
    let isAnnounced = false;
    return line => {
        if (state === 'broken') {
            // everything was reported, so the post step misses nothing
            if (isAnnounced && line === NOTHING_LEFT)
                forget(saveState);
            return;
        }
        try {
            // the path first: a journal unknown to the post step would never be removed
            if (state === 'new') {
                saveState(JOURNAL_STATE, path);
                isAnnounced = true;
            }
            files.append(path, line);
            state = 'kept';
        }
        catch (error) {
            state = 'broken';
            drop(files, path);
            log.warning(`the journal could not be written, so the post step cannot resolve the writes of a step that is killed: ${(0,action_error/* messageOf */.bD)(error)}`);
        }
    };
}
/** Removes a journal that can no longer be written, since it would be read as complete. Without one, the post step reports an unknown result. */
function drop(files, path) {
    try {
        files.remove(path);
    }
    catch {
        // a journal that cannot be removed is at most outdated
    }
}
function forget(saveState) {
    try {
        saveState(JOURNAL_STATE, '');
    }
    catch {
        // then the post step reports an unknown result
    }
}
const step_MAX_BODY_BYTES = 1024 * 1024;
/** The checks of a target, in order; none without a URL. */
function checksOf(target, log, rung, inputs, { clock, network, secrets, stop }) {
    const { preflightUrls, probeUrls } = target;
    if (preflightUrls.length === 0 && probeUrls.length === 0)
        return [];
    const exchange = network.createExchange({
        proxyFor: inputs.proxyFor,
        keepAlive: false,
        refuseLinkLocal: true,
        plainHttp: true,
        maxBodyBytes: step_MAX_BODY_BYTES
    });
    const options = {
        ...inputs.probe,
        exchange,
        clock,
        log,
        scrub: secrets.scrub,
        stageName: kindOf(target).probeStage(target),
        requestTimeoutMs: inputs.requestTimeoutMs,
        userAgent: USER_AGENT,
        signal: stop
    };
    // at a low weight few requests reach the new backend: unless it is requested directly, more of them must succeed
    const successes = preflightUrls.length > 0 ? undefined : successesAt(rung?.weight ?? 100);
    const all = [
        preflightCheck(preflightUrls, options),
        probeCheck(probeUrls, {
            ...options,
            ...(successes === undefined ? {} : withSuccesses(successes, options))
        }),
        bakeCheck(probeUrls, inputs.bakeTimeMs, { ...options, countsAll: (rung?.weight ?? 100) < 100 }),
        // without a probe through the gateway, bake the new backend directly
        ...(probeUrls.length > 0 || rung === undefined
            ? []
            : [preflightBakeCheck(preflightUrls, inputs.bakeTimeMs, options)])
    ];
    return all.filter(({ count }) => count > 0);
}
/**
 * The rate limiter of each lane if its kind has a limit, otherwise that of the whole step. Until a reading shows its lane, a target
 * shares a limiter with all other such targets of its endpoint, unless its author names the gateway.
 */
function createLaneLimiters(clock, shared) {
    const limiters = new Map();
    return ({ kind, endpoint, gatewayId }, lane = laneOf(endpoint, gatewayId)) => {
        const most = kind && kindOf({ kind }).callsPerSecond;
        if (most === undefined)
            return shared;
        const known = limiters.get(lane);
        if (known !== undefined)
            return known;
        // calls to an unknown gateway may have been calls to this one
        const limiter = createRateLimiter(clock, most, limiters.get(endpoint.href)?.turns);
        limiters.set(lane, limiter);
        return limiter;
    };
}
/** The same lane that the kinds use once a reading has shown the gateway. */
function laneOf({ href }, gatewayId) {
    return gatewayId === undefined ? href : `${href} ${gatewayId}`;
}

;// CONCATENATED MODULE: ./run/plan-targets.js

















/** Plans every target with reads alone, before anything is written. Never rejects because of a response. */
async function planTargets(step) {
    const { inputs, targets, dependencies } = step;
    const startedAt = dependencies.clock.now();
    const targetRuns = await inAllowedAccount(step.accountGuard, signal => {
        const share = (0,cloud_client/* createReadShare */.cn)(dependencies.clock, (0,runtime_clock/* createDeadline */.dU)(dependencies.clock, Infinity, signal));
        // a reader per target, so that its log lines name the target
        return mapInParallel(targets, inputs.maxParallel * READS_A_WRITE, target => planOne(step, target, share(step.reader(target), target.endpoint), signal));
    }, dependencies.stop).then(({ value, accountId }) => {
        step.account.id = accountId ?? step.account.id;
        return value;
    }, (error) => targets.map(target => unplanned(step, target, startedAt, error)));
    await logPlans(step, targetRuns);
    return targetRuns;
}
async function planOne(step, unread, reader, signal) {
    const { inputs, dependencies } = step;
    const { clock } = dependencies;
    const timeline = createTimeline(clock);
    const isScrubbed = (text) => dependencies.secrets.scrub(text) !== text;
    let target = unread;
    const rename = (title) => {
        // a manifest has names of its own
        if (inputs.manifest === undefined && !isScrubbed(title))
            target = withTitle(target, title);
        return target;
    };
    const targetRun = { timeline, startedAt: clock.now(), planned: undefined, failure: undefined };
    try {
        const plan = await timeline.during('plan', () => planTarget(reader, unread, { clock, needs: plan_targets_needsOf(inputs), rename, signal }));
        const { send } = decide(plan, { skipUnchanged: inputs.skipUnchanged, run: thisRun(step) });
        const previous = previousDefinition(plan);
        const masked = {
            isMasked: 'json' in previous && isScrubbed(previous.json),
            isEndpointMasked: isScrubbed(target.endpoint.origin)
        };
        const warnings = [...plan.warnings, ...supersededWarning(step, plan, send)];
        return { ...targetRun, target, planned: { plan: { ...plan, ...masked, warnings }, hasChanges: send } };
    }
    catch (error) {
        return { ...targetRun, target, failure: failureOf(step, { ...targetRun, target }, error) };
    }
}
/** Warns in a plan that an apply would be refused; an apply reports that as its error. */
function supersededWarning(step, { target, live }, send) {
    if (!send || step.inputs.mode !== 'plan')
        return [];
    const { level, text } = newerRunRemark(target, live, thisRun(step)) ?? {};
    return level === 'warning' && text !== undefined ? [{ text }] : [];
}
/** The run of a target if the account is not allowed or could not be determined. */
function unplanned(step, target, startedAt, error) {
    const targetRun = {
        target,
        timeline: createTimeline(step.dependencies.clock),
        startedAt,
        planned: undefined
    };
    return { ...targetRun, failure: failureOf(step, targetRun, error) };
}
function failureOf(step, targetRun, error) {
    const isStopped = step.dependencies.stop.aborted;
    return outcomeWith(step, targetRun, {
        result: isStopped ? 'cancelled' : 'failed',
        changed: false,
        error: isStopped ? stoppedBeforeSending(targetRun.target) : (0,action_error/* asActionError */.z6)(error)
    });
}
/** The outcome of a target's run. */
function outcomeWith({ dependencies, account }, { target, timeline, startedAt }, end) {
    return {
        ...outcomeOf(target, end),
        error: end.error && errorOf(target, end.error),
        phases: timeline.phases,
        durationMs: dependencies.clock.now() - startedAt,
        accountId: account.id
    };
}
/** Logs the plans: line by line for one target, as a table for several. */
async function logPlans(step, targetRuns) {
    const { inputs, dependencies } = step;
    const { log, secrets } = dependencies;
    const planned = targetRuns.flatMap(targetRun => targetRun.planned === undefined ? [] : [targetRun.planned]);
    const [only] = planned;
    if (only === undefined)
        return;
    const single = step.targets.length === 1;
    const title = single ? `Plan for ${only.plan.target.name}` : `Plan for ${step.targets.length} targets`;
    await log.group(title, () => {
        log.diff(single ? planLines(only, secrets.scrub) : planTable(planned, secrets.scrub));
        return Promise.resolve();
    });
    noticeRetirement(step, planned.map(({ plan }) => plan.target));
    for (const { plan, hasChanges } of planned) {
        const targetLog = step.logOf(plan.target);
        for (const warning of plan.warnings)
            targetLog.warning(warningText(warning));
        for (const text of plan.notices ?? [])
            targetLog.notice(text);
        for (const text of plan.remarks ?? [])
            log.info(text);
        const { notice } = decide(plan, { skipUnchanged: inputs.skipUnchanged, run: thisRun(step) });
        if (notice !== undefined)
            targetLog.notice(notice);
        const newerRun = hasChanges ? newerRunRemark(plan.target, plan.live, thisRun(step)) : undefined;
        if (newerRun?.level === 'notice')
            targetLog.notice(newerRun.text);
    }
    const removed = inputs.mode === 'apply' ? removedByAll(planned) : undefined;
    if (removed !== undefined)
        log.warning(removed);
}
const MAX_REMOVING = 10;
/** One warning for all targets, since the logged plans have every key; `undefined` if no key is removed. */
function removedByAll(planned) {
    const removing = planned.flatMap(({ plan, hasChanges }) => {
        const removed = hasChanges ? removedBy(plan) : [];
        return removed.length === 0 ? [] : [{ name: plan.target.name, keys: removed.join(', ') }];
    });
    const [only] = removing;
    if (only === undefined)
        return undefined;
    if (removing.length === 1) {
        return `${only.name}: the switch removes these keys from the live definition: ${only.keys}`;
    }
    const texts = removing.map(({ name, keys }) => `${name}: ${keys}`);
    return `the switch removes keys from ${removing.length} live definitions: ${(0,runtime_text/* joinUpTo */.jH)(texts, MAX_REMOVING, '; ')}`;
}
/** Announces the retirement of a product once per step, however many targets it has. */
function noticeRetirement({ dependencies: { clock, log }, github }, targets) {
    for (const { retirement } of new Set(targets.map(target => kindOf(target).product))) {
        if (retirement === undefined || clock.wall() < retirement.announcedFrom)
            continue;
        log.notice(`${retirement.text} How to move: ${pageReference('docs/migration.md', github)}`);
    }
}
/** The live keys that the sent definition does not have. */
function removedBy({ difference, data }) {
    const written = difference?.changes.filter(({ after }) => after === undefined || after === null) ?? [];
    // some pages of the service's documentation start keys with a lowercase letter, and the service accepts both
    const sent = new Set(pathsOf(data).map(path => path.toLowerCase()));
    return [...written, ...(difference?.omitted ?? [])].flatMap(({ path }) => sent.has(path.toLowerCase()) ? [] : [path]);
}
function pathsOf(mapping, prefix = '') {
    return Object.entries(mapping).flatMap(([key, value]) => {
        const path = `${prefix}${key}`;
        return (0,json/* isJsonObject */.OW)(value) ? [path, ...pathsOf(value, `${path}.`)] : value === null ? [] : [path];
    });
}
/** The permissions that the inputs require, each with its inputs. */
function plan_targets_needsOf({ mode, wait, rollbackOnFailure, maxApis, approvals, expectNoChanges }) {
    const set = (inputs) => inputs.flatMap(([isSet, input]) => (isSet ? [input] : []));
    const plan = [mode === 'plan', 'mode: plan'];
    const rollback = [mode !== 'plan' && rollbackOnFailure, 'rollback-on-failure: true'];
    const completion = [mode !== 'plan' && wait === 'always', 'wait: true'];
    return {
        live: set([
            plan,
            [expectNoChanges, 'expect-no-changes'],
            [approvals !== undefined, 'approved-plan'],
            rollback,
            completion
        ]),
        apis: set([plan, [maxApis !== undefined, 'max-apis'], rollback, completion]),
        count: set([[maxApis !== undefined, 'max-apis']]),
        wholeList: set([rollback, completion]),
        follow: set([completion, rollback])
    };
}
/** @returns `undefined` if the live definition does not differ, or `expect-no-changes` is not set */
function driftOf(step, plan) {
    const { inputs, github, dependencies } = step;
    const { target } = plan;
    if (!inputs.expectNoChanges)
        return undefined;
    const { drift, unverified } = findDrift(plan, github.repository);
    if (unverified.length > 0) {
        step
            .logOf(target)
            .notice(`${target.name}: keys that could not be compared, because the service never returns them: ${unverified.join(', ')}`);
    }
    if (drift === undefined)
        return undefined;
    const drifted = { ...plan, difference: drift.difference };
    const shown = showDifference(drifted, dependencies.secrets.scrub, 'not desired');
    // if this action does not write descriptions of this kind, the description does not show who changed it
    const live = target.description === undefined ? '' : (plan.live?.description ?? '');
    const described = live === ''
        ? ''
        : `the live description is "${(0,runtime_text/* oneLine */.TN)((0,redact/* redactText */.Rd)(dependencies.secrets.scrub(live)), 180)}"`;
    const error = new action_error/* ActionError */.lZ('Drifted', `${target.name}: the live definition differs from the desired one (live -> desired): ${shown}${described === '' ? '' : ` (${described})`}`, {
        brief: `${target.name}: ${described === '' ? 'the live definition differs from the desired one' : described}.`
    });
    return { error, plan: drifted };
}

;// CONCATENATED MODULE: ./run/apply-one.js











/** Applies one target's plan, or only checks a target without changes. Never rejects: a bug in this action is an outcome, too. */
async function applyOne(step, targetRun, outputs) {
    const { dependencies, journal } = step;
    const { plan, hasChanges } = targetRun.planned;
    const key = (0,model_target/* keyOf */.TN)(targetRun.target);
    const checks = step
        .checks(targetRun.target, step.logOf(targetRun.target))
        .filter(({ when, includesUnchanged }) => when === 'after-switch' && (hasChanges || includesUnchanged));
    const passed = [];
    const state = { sending: false };
    try {
        if (!hasChanges)
            return await checkUnchanged(step, targetRun, checks);
        const options = rollbackOptions(step, targetRun, plan.lane, outputs);
        const applied = await applyPlan(plan, {
            ...options,
            checks: checks.map(check => notifyWhenPassed(check, () => {
                passed.push(check.name);
                journal.update(key, { passed });
            })),
            run: thisRun(step),
            checksOf: rung => step.checks(targetRun.target, step.logOf(targetRun.target), rung),
            rollbackOnFailure: step.inputs.rollbackOnFailure,
            recorder: {
                ...options.recorder,
                sending: () => {
                    // overwritten by the actual result, so that a killed step never looks successful
                    outputs.sending(key);
                    state.sending = true;
                    step.ownWrites.add(targetRun.target);
                    journal.sending(plan, checks.flatMap(check_namesOf), dependencies.clock.wall(), dependencies.clock.now());
                },
                accepted: accepted => {
                    outputs.accepted(key, accepted);
                    state.accepted = accepted;
                    journal.update(key, { phase: 'accepted', accepted });
                },
                publishing: () => journal.update(key, { phase: 'deploying', leftAt: dependencies.clock.now() }),
                published: accepted => {
                    outputs.accepted(key, accepted);
                    state.accepted = accepted;
                    journal.update(key, { phase: 'deployed', accepted });
                },
                observed: seen => journal.update(key, { seen }),
                failed: failure => journal.update(key, { failure }),
                rung: rung => journal.update(key, { rung })
            }
        });
        if (applied.accepted === undefined && applied.changed === false)
            outputs.refused(key);
        if (applied.result === 'unchanged') {
            return recordOutcome(step, await checkUnchanged(step, targetRun, checks.filter(check => check.includesUnchanged)));
        }
        return recordOutcome(step, outcomeWith(step, targetRun, { ...targetRun.planned, ...applied }));
    }
    catch (error) {
        // a bug in this action says nothing about the cloud once something was sent
        const fault = (0,action_error/* asActionError */.z6)(error);
        return outcomeWith(step, targetRun, {
            ...targetRun.planned,
            result: state.sending ? 'unknown' : 'failed',
            changed: state.sending ? undefined : false,
            accepted: state.accepted,
            error: state.sending ? fault.with({ nextSteps: nextSteps(plan), cause: fault.cause }) : fault
        });
    }
}
function notifyWhenPassed(check, onPassed) {
    return {
        ...check,
        run: async (plan) => {
            const results = await check.run(plan);
            if (results.every(({ passed }) => passed))
                onPassed();
            return results;
        }
    };
}
/** Records an outcome in the journal and returns it. What stays open there is resolved by the post step. */
function recordOutcome({ dependencies, journal }, outcome) {
    const { target, result, changed = null } = outcome;
    if (!dependencies.stop.aborted || !isLeftOpen(outcome)) {
        journal.update((0,model_target/* keyOf */.TN)(target), { phase: 'ended', result, changed });
    }
    return outcome;
}
/** Whether the post step resolves the outcome: the step was stopped after its write. */
function isLeftOpen({ result, changed, accepted, error }) {
    if (result === 'cancelled')
        return accepted !== undefined || changed !== false;
    // a signal may have cut the retries short
    return result === 'rollback-failed' && error?.code !== 'Conflict';
}
function rollbackOptions(step, { target, timeline }, lane, outputs) {
    const { inputs, dependencies, journal } = step;
    const client = step.client(target, lane);
    const log = step.logOf(target);
    const key = (0,model_target/* keyOf */.TN)(target);
    let isLogged = false;
    return {
        reader: step.reader(target, lane),
        writer: (0,writer/* createWriter */.u)(client),
        budget: client.budget,
        clock: dependencies.clock,
        log,
        wait: inputs.wait,
        waitTimeoutMs: inputs.waitTimeoutMs,
        maxAttempts: inputs.maxAttempts,
        timeline,
        ownNeighbors: step.ownWrites.neighborsOf(target),
        signal: dependencies.stop,
        recorder: {
            rollbackSending: () => journal.update(key, { phase: 'rolling-back' }),
            rollbackPublishing: () => journal.update(key, { phase: 'rolling-back' }),
            rollbackAccepted: rollback => {
                // its deployment is logged where it is sent
                if (!isLogged) {
                    log.info(`${target.name}: the rollback was ${kindOf(target).words.accepted} (${idsText(rollback, target)})`);
                }
                isLogged = true;
                outputs.rollbackAccepted(key, rollback);
                journal.update(key, { phase: 'rollback-accepted', rollback });
            }
        }
    };
}
async function checkUnchanged(step, targetRun, checks) {
    const { timeline, planned } = targetRun;
    const { results, failed } = await runChecks(checks, planned.plan, timeline);
    const end = { ...planned, checks: results, changed: false };
    if (failed === undefined)
        return outcomeWith(step, targetRun, { ...end, result: 'unchanged' });
    return outcomeWith(step, targetRun, {
        ...end,
        result: step.dependencies.stop.aborted ? 'cancelled' : 'failed',
        error: checkError(planned.plan, failed, results, {
            cure: `This target was not changed: the live definition is already the desired one.${results.some(({ likelyCause }) => likelyCause !== undefined) ? '' : ' Check the service behind it.'}`
        })
    });
}

;// CONCATENATED MODULE: ./run/apply-targets.js

















/**
 * Applies the plans unless something blocks them: the first target alone, the others in parallel. Returns an outcome for every target,
 * in the order of `targetRuns`.
 */
async function applyTargets(step, targetRuns, outputs, progress) {
    const { inputs, dependencies } = step;
    const outcomes = new Map();
    let preflights = new Map();
    let isRed = false;
    const conclude = (targetRun, own) => {
        const { results = [] } = preflights.get(targetRun) ?? {};
        const outcome = results.length === 0 ? own : { ...own, checks: [...results, ...own.checks] };
        outcomes.set(targetRun, outcome);
        isRed ||= !isGreen(outcome.result);
        progress.ended(outcome);
        // that a target was never started needs no record
        const isStarted = outcome.result !== 'not-started' && outcome.result !== 'cancelled';
        if (isStarted)
            step.journal.concluded((0,model_target/* keyOf */.TN)(targetRun.target), outcome.result);
    };
    step.journal.selected(targetRuns.map(({ target }) => target));
    const planned = targetRuns.filter((targetRun) => targetRun.planned !== undefined);
    for (const targetRun of targetRuns)
        if (targetRun.failure !== undefined)
            conclude(targetRun, targetRun.failure);
    const refused = refusals(step, planned);
    for (const [targetRun, error] of refused)
        conclude(targetRun, failedOutcome(step, targetRun, error));
    // an approval covers the whole run: a target without a plan needs its line, too
    const isUnapproved = targetRuns.some(({ target }) => lacksApproval(target, inputs.approvals));
    const stopsAll = refused.size > 0 || isUnapproved || (inputs.onFailure === 'stop' && outcomes.size > 0);
    const toRun = stopsAll ? [] : planned;
    const isStopped = () => dependencies.stop.aborted || (inputs.onFailure === 'stop' && isRed);
    warnOfExpiry(step, toRun);
    const found = await preflightTargets(step, toRun);
    preflights = found;
    for (const [targetRun, { error }] of found) {
        if (error !== undefined)
            conclude(targetRun, failedOutcome(step, targetRun, error));
    }
    const unchanged = toRun.filter(({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0);
    for (const targetRun of unchanged)
        conclude(targetRun, unchangedOutcome(step, targetRun));
    await runInOrder(toRun.filter(targetRun => !outcomes.has(targetRun)), async (targetRun) => conclude(targetRun, await applyOne(step, targetRun, outputs)), {
        // one write at a time, up to its completion, per backend or gateway
        laneOf: ({ planned: { plan } }) => plan.lane,
        isCanary: ({ planned: { hasChanges } }) => hasChanges,
        parallel: inputs.maxParallel,
        isStopped
    });
    await rollBackSet(step, planned, outcomes, outputs);
    for (const targetRun of targetRuns) {
        if (!outcomes.has(targetRun))
            conclude(targetRun, apply_targets_notStarted(step, targetRun));
    }
    return targetRuns.flatMap(targetRun => outcomes.get(targetRun) ?? []);
}
/** Warns before any write: credentials that expire during the step make a rollback impossible. */
function warnOfExpiry({ inputs, dependencies }, toRun) {
    if (inputs.credentials.isUnrenewed !== true)
        return;
    const sending = toRun
        .filter(({ planned: { hasChanges } }) => hasChanges)
        .map(({ target, planned: { plan } }) => ({
        lane: plan.lane,
        isPreflighted: target.preflightUrls.length > 0,
        isProbed: target.probeUrls.length > 0,
        ...((0,model_target/* isLadder */.lq)(target) ? { weights: plan.rungs.map(({ weight }) => weight) } : {})
    }));
    const warning = expiryWarning(sending, inputs);
    if (warning !== undefined)
        dependencies.log.warning(warning);
}
/** The reasons not to send anything, by target. */
function refusals(step, planned) {
    const found = blockers(planned.map(targetRun => targetRun.planned), {
        ...step.inputs,
        run: thisRun(step),
        show: plan => [
            showDifference(plan, step.dependencies.secrets.scrub),
            ...((0,model_target/* isLadder */.lq)(plan.target) ? [stepsOf(plan).toLowerCase()] : [])
        ].join(', in ')
    });
    const targetRuns = new Map(planned.map(targetRun => [targetRun.planned.plan, targetRun]));
    return new Map(found.flatMap(({ plan, error }) => {
        const targetRun = targetRuns.get(plan);
        return targetRun === undefined ? [] : [[targetRun, error]];
    }));
}
/** The outcome of a target for which nothing was sent because of an error. */
function failedOutcome(step, targetRun, error) {
    return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'failed', changed: false, error });
}
function unchangedOutcome(step, targetRun) {
    return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'unchanged', changed: false });
}
/** The outcome of a target that was never started, because of a signal or another target's failure. */
function apply_targets_notStarted(step, targetRun) {
    if (!step.dependencies.stop.aborted) {
        return outcomeWith(step, targetRun, { ...targetRun.planned, result: 'not-started', changed: false });
    }
    return outcomeWith(step, targetRun, {
        ...targetRun.planned,
        result: 'cancelled',
        changed: false,
        error: stoppedBeforeSending(targetRun.target)
    });
}
/**
 * Runs the checks before the write of all targets with changes, before the first write of any: a backend that is not ready must not
 * leave a set half switched. Results after a signal are discarded.
 */
async function preflightTargets(step, targetRuns) {
    const { inputs, dependencies } = step;
    const isStopped = () => dependencies.stop.aborted;
    const found = new Map();
    const sending = targetRuns.filter(({ planned, target }) => planned.hasChanges && target.preflightUrls.length > 0);
    await mapInParallel(sending, inputs.maxParallel, async (targetRun) => {
        if (isStopped())
            return;
        const { plan } = targetRun.planned;
        const checks = step.checks(targetRun.target, step.logOf(targetRun.target));
        const { results, failed } = await runChecks(checks.filter(({ when }) => when === 'before-write'), plan, targetRun.timeline);
        if (isStopped())
            return;
        const error = failed && checkError(plan, failed, results, {});
        found.set(targetRun, { results, error });
    });
    return found;
}
/** Temporary credentials often last an hour, and at least 15 minutes, of which some have passed. */
const CREDENTIALS_LAST_MS = 15 * 60_000;
/**
 * How long a step may take from its first preflight request to its last rollback: the first target alone, then `max-parallel` lanes at
 * a time, each for as long as its limits allow.
 */
function longestWaitMs(sending, limits) {
    const { bakeTimeMs, maxParallel, onFailure, probe, rollbackOnFailure, wait, waitTimeoutMs } = limits;
    const preflights = sending.filter(({ isPreflighted }) => isPreflighted).length;
    const beforeMs = Math.ceil(preflights / maxParallel) * probe.timeoutMs;
    if (wait === 'never' || sending.length === 0)
        return beforeMs;
    const [, ...others] = sending;
    const lanes = [...Map.groupBy(others, ({ lane }) => lane).values()].map(({ length }) => length);
    const rounds = 1 + Math.max(0, ...lanes, Math.ceil(others.length / maxParallel));
    const checksMs = sending.some(({ isProbed }) => isProbed) ? probe.timeoutMs + bakeTimeMs : 0;
    // with `stop`, a set is rolled back one target after the other
    const ladders = sending.filter(({ weights }) => weights !== undefined);
    const rollbacks = !rollbackOnFailure ? ladders.length : onFailure === 'stop' ? sending.length : rounds;
    const laddersMs = ladders.reduce((sum, ladder) => sum + ladderMs(ladder, limits), 0);
    return beforeMs + rounds * (waitTimeoutMs + checksMs) + laddersMs + rollbacks * waitTimeoutMs;
}
/** How much longer a ladder may take than a single write. */
function ladderMs({ weights = [], isPreflighted, isProbed }, { bakeTimeMs, probe, waitTimeoutMs }) {
    const eachMs = waitTimeoutMs + bakeTimeMs + (isPreflighted ? probe.timeoutMs : 0);
    const probesMs = weights.map(weight => isPreflighted ? probe.timeoutMs : withSuccesses(successesAt(weight), probe).timeoutMs);
    const probedMs = isProbed ? probesMs.reduce((sum, ms) => sum + ms, 0) - probe.timeoutMs : 0;
    return (weights.length - 1) * eachMs + probedMs;
}
/** The warning about temporary credentials that are not renewed; `undefined` if they probably last. */
function expiryWarning(sending, limits) {
    const ms = longestWaitMs(sending, limits);
    if (ms <= CREDENTIALS_LAST_MS)
        return undefined;
    const rollbackOnFailure = limits.rollbackOnFailure || sending.some(({ weights }) => weights !== undefined);
    const too = rollbackOnFailure ? 'a rollback can be sent' : 'the switch has been verified';
    const parts = `wait-timeout${rollbackOnFailure ? ', again for each rollback' : ''}, probe-timeout and bake-time`;
    return `security-token: these temporary credentials are not renewed and may expire before ${too}: the step may wait up to ${(0,runtime_clock/* formatDuration */.a3)(ms)} (${parts}). Shorten these, or use role-to-assume, whose credentials are renewed.`;
}
/**
 * With `on-failure: stop`, a set is switched as a whole or not at all: after a failure, the targets that this step has switched are
 * rolled back as well, the last one first. A signal is not a failure, and neither is an unknown result.
 */
async function rollBackSet(step, planned, outcomes, outputs) {
    const { inputs, dependencies } = step;
    const failed = [...outcomes.values()].find(hasFailed);
    const shouldRollBack = inputs.rollbackOnFailure && inputs.onFailure === 'stop';
    if (!shouldRollBack || failed === undefined)
        return;
    const left = planned.filter(targetRun => {
        const outcome = outcomes.get(targetRun);
        return outcome?.result === 'switched' && outcome.changed !== false;
    });
    const isStopped = () => dependencies.stop.aborted;
    while (!isStopped()) {
        const targetRun = left.pop();
        if (targetRun === undefined)
            return;
        const before = outcomes.get(targetRun);
        const back = await rollBackOne(step, targetRun, before?.observations, outputs);
        // stopped before anything was sent for it: it remains switched
        if (before === undefined || (isStopped() && !back.begun)) {
            left.push(targetRun);
            break;
        }
        const { name } = targetRun.target;
        step.logOf(targetRun.target).info(`${name}: ${back.result} because ${failed.target.name} failed`);
        const outcome = outcomeWith(step, targetRun, {
            ...before,
            result: back.result === 'stopped' ? 'cancelled' : back.result,
            changed: back.changed,
            rollback: back.accepted,
            error: setRollbackError(targetRun.planned.plan, failed.target, back)
        });
        outcomes.set(targetRun, recordOutcome(step, outcome));
    }
    if (left.length === 0)
        return;
    const names = left.map(({ target }) => target.name).join(', ');
    dependencies.log.warning(`a signal stopped the rollback of the set; these targets remain switched: ${names}`);
}
/**
 * Rolls back one target of a set. `begun`: something may have been sent for it.
 * @param observations the readings of the target since its switch
 */
async function rollBackOne(step, { planned: { plan }, ...targetRun }, observations, outputs) {
    const state = { begun: false };
    const options = rollbackOptions(step, targetRun, plan.lane, outputs);
    try {
        const end = await targetRun.timeline.during('rollback', () => rollBack(plan, observations ?? createObservations(plan), {
            ...options,
            recorder: {
                ...options.recorder,
                rollbackSending: () => {
                    state.begun = true;
                    step.journal.update((0,model_target/* keyOf */.TN)(plan.target), { failure: 'SetRolledBack' });
                    options.recorder.rollbackSending();
                }
            }
        }));
        return { ...end, begun: state.begun };
    }
    catch (error) {
        // a bug in this action: the target is still switched if nothing was sent
        return {
            ...failedRollback((0,action_error/* messageOf */.bD)(error), { changed: state.begun ? undefined : true }),
            begun: state.begun
        };
    }
}
const FAILURES = new Set([
    'failed',
    'partial',
    'rolled-back',
    'rollback-failed'
]);
/** Also true if a signal interrupted the rollback after a failure. */
function hasFailed({ result, accepted, error }) {
    return (FAILURES.has(result) || (result === 'cancelled' && accepted !== undefined && error?.code !== 'Cancelled'));
}
function setRollbackError(plan, cause, back) {
    const message = `${plan.target.name}: switched, but ${cause.name} failed`;
    return new action_error/* ActionError */.lZ(back.code ?? 'SetRolledBack', withRollbackSentence(message, back), {
        brief: briefAfter(`${message}.`, back),
        ...adviceAfter(plan, back, { of: ` for ${cause.name}` }),
        requestId: back.accepted?.requestId
    });
}

// EXTERNAL MODULE: ./model/backend.js
var backend = __nccwpck_require__(2482);
;// CONCATENATED MODULE: ./run/export-manifest.js










/** Stages are switched in this order: those that serve the fewest people first. */
const STAGE_ORDER = ['TEST', 'PRE', '', 'RELEASE'];
const LONGEST_REMARK = 500;
const export_manifest_MAX_NAMES = 20;
/** One level of indentation. */
const INDENT = '  ';
/**
 * Writes the definitions of backends, in all their stages, as a manifest. The result does not depend on the order of the backends and
 * their keys. What a manifest cannot express is left out, with a remark.
 */
async function manifestOf(backends, options) {
    const nameOfVariable = (0,manifest_variables/* createVariableNames */.XE)();
    const named = export_manifest_namesOf(backends, options.scrub);
    const leftOut = [];
    /** Stages by remark. */
    const concerned = new Map();
    const blocks = [];
    const variables = new Map();
    let stages = 0;
    for (const { name, backend } of named) {
        const label = export_manifest_labelOf(backend, options.scrub);
        const block = await exportBackend(name, backend, { ...options, nameOfVariable });
        const about = (text) => (0,runtime_text/* oneLine */.TN)(options.scrub(text), LONGEST_REMARK);
        leftOut.push(...block.leftOut.map(text => about(`${label}: ${text}`)));
        for (const { stage, text } of block.remarks) {
            concerned.set(text, [...(concerned.get(text) ?? []), about(`${name}/${stage}`)]);
        }
        if (block.stages === 0)
            continue;
        stages += block.stages;
        for (const [variable, value] of block.variables)
            variables.set(variable, value);
        const title = name === backend.name ? [] : [`${INDENT}# ${quoted(options.scrub(backend.name))}`];
        blocks.push([...title, ...block.lines]);
    }
    const remarks = [
        ...leftOut,
        ...[...concerned].map(([remark, places]) => `${remark} (${(0,runtime_text/* joinUpTo */.jH)(places, export_manifest_MAX_NAMES)})`)
    ];
    const text = [...head(options.regionId, [...variables.keys()], leftOut), ...blocks.flat(), ''].join('\n');
    return { text, backends: blocks.length, stages, variables, remarks };
}
/** Sorted by their names in the manifest. An invalid or ambiguous name is replaced by the ID. */
function export_manifest_namesOf(backends, scrub) {
    const taken = new Map();
    for (const name of backends.flatMap(({ name: one, backendId }) => [one, backendId])) {
        taken.set(name, (taken.get(name) ?? 0) + 1);
    }
    return backends
        .map(backend => {
        const { name, backendId } = backend;
        const isUsable = (0,entries/* isManifestName */.zU)(name) && taken.get(name) === 1 && scrub(name) === name;
        return { name: isUsable ? name : backendId, backend };
    })
        .sort((one, other) => (one.name < other.name ? -1 : 1));
}
async function exportBackend(name, backend, options) {
    const { backendId, type, models } = backend;
    const nothing = (why) => ({
        lines: [],
        stages: 0,
        variables: new Map(),
        leftOut: [`left out, because ${why}`],
        remarks: []
    });
    if (models.length === 0)
        return nothing('it has no definition in any stage');
    if (type === '')
        return nothing('the service did not return its type');
    const head = [
        `${INDENT}${keyText(name)}:`,
        ...memberLines('backend-id', backendId, INDENT.repeat(2)),
        `${INDENT.repeat(2)}backend-type: ${keyText(type)}`,
        `${INDENT.repeat(2)}stages:`
    ];
    const lines = [];
    const variables = new Map();
    const leftOut = [];
    const remarks = [];
    const seen = new Set();
    let stages = 0;
    for (const model of models.toSorted(byStage)) {
        const stage = exportStage(name, type, model, options);
        const problem = seen.has(model.stageName)
            ? 'a second definition of the same stage'
            : await problemWith([...head, ...stage.lines], stage, options.scrub);
        if (problem !== undefined) {
            leftOut.push(`${stageLabel(model)} left out: ${problem}`);
            continue;
        }
        seen.add(model.stageName);
        stages++;
        lines.push(...stage.lines);
        for (const [variable, value] of stage.variables)
            variables.set(variable, value);
        remarks.push(...stage.remarks.map(text => ({ stage: model.stageName, text })));
    }
    return { lines: stages === 0 ? [] : [...head, ...lines], stages, variables, leftOut, remarks };
}
function exportStage(name, type, { stageName, config }, { nameOfVariable, scrub }) {
    const live = (0,model_definition/* fromReadForm */.vi)(config, type);
    const unseen = unseenAndOmitted(config, live, type);
    const { definition, variables, isMasked } = (0,manifest_variables/* templateOf */.kW)(live, {
        nameOf: label => nameOfVariable(`${name} ${stageName}`, label),
        holdsKnownSecret: text => scrub(text) !== text
    });
    const indent = INDENT.repeat(3);
    const remarks = [
        ...((0,backend_types/* isDocumentedType */.xW)(type)
            ? []
            : [
                `how a definition of the type ${type} is written is not documented: it is as the service returns it`
            ]),
        ...(returnsNone(live, type)
            ? [
                `the service never returns ${unreturnedNames(type)}: add those that the definition has, or a switch removes them`
            ]
            : []),
        ...(unseen.length > 0
            ? [`the service does not return ${unseen.join(', ')}: add its value, or a switch removes it`]
            : []),
        ...(isMasked ? ['the service masks a value: supply the real one'] : [])
    ];
    return {
        lines: [
            ...remarks.map(remark => `${indent}# ${remark}`),
            ...memberLines(stageName, stageForm(definition), indent)
        ],
        live,
        variables,
        remarks
    };
}
/** A definition with a key of the long form would itself be read as the long form. */
function stageForm(definition) {
    return Object.keys(definition).some(key => STAGE_KEYS.includes(key)) ? { data: definition } : definition;
}
/** Why a stage cannot be exported. The manifest's own reader decides, so that it reads exactly what is written. */
async function problemWith(lines, { live, variables }, scrub) {
    const text = ['version: 1', 'backends:', ...lines, ''].join('\n');
    if (scrub(text) !== text)
        return 'a name in it is the same as a secret';
    const { problems, definitions } = await readManifestText(text, variables);
    if (problems.length > 0)
        return problems.join('; ');
    const [read] = definitions;
    return (0,model_definition/* canonical */.$N)(read) === (0,model_definition/* canonical */.$N)(live) ? undefined : 'a manifest cannot express it';
}
function byStage({ stageName: one }, { stageName: other }) {
    const rank = (name) => {
        const known = STAGE_ORDER.indexOf(name);
        return known < 0 ? STAGE_ORDER.indexOf('') : known;
    };
    return rank(one) - rank(other) || (one < other ? -1 : 1);
}
function export_manifest_labelOf(backend, scrub) {
    const { name, backendId } = backend;
    return name === '' || name === backendId
        ? quoted(scrub(backendId))
        : `${quoted(scrub(name))} (${(0,entries/* isManifestName */.zU)(backendId) ? backendId : quoted(backendId)})`;
}
/** An invalid stage name is quoted, since it may contain anything. */
function stageLabel({ stageName }) {
    return (0,backend/* isStageName */._)(stageName) ? stageName : `the stage ${quoted(stageName.slice(0, 100))}`;
}
function head(regionId, variables, leftOut) {
    const where = regionId === undefined ? '' : ` in ${regionId}`;
    return [
        `# Live definitions${where}, written by mode: export. The region is not in this file: set region-id in the step.`,
        ...(variables.length === 0
            ? []
            : [
                '# Secrets are not in this file. Supply them with the input variables, one NAME=value per line:',
                ...variables.map(name => `#   ${name}`)
            ]),
        ...(leftOut.length === 0 ? [] : ['# Not in this file:', ...leftOut.map(text => `#   ${text}`)]),
        'version: 1',
        'backends:'
    ];
}

;// CONCATENATED MODULE: ./run/export.js













const MAX_SHOWN_LINES = 200;
const MAX_SHOWN_REMARKS = 10;
/**
 * Reads the live definitions and writes them as a manifest to a file in RUNNER_TEMP. None of its dependencies can write to the cloud.
 * @throws ActionError if something could not be read, or there is nothing to write
 */
async function exportManifest(step, place) {
    const { dependencies, github } = step;
    const { clock, secrets, stop } = dependencies;
    if (github.tempDir === '') {
        throw new action_error/* ActionError */.lZ('ManifestNotWritten', 'the manifest could not be written: RUNNER_TEMP is not set');
    }
    const { value: read, accountId } = await inAllowedAccount(step.accountGuard, signal => {
        // once one read fails, the others are no longer needed
        const over = new AbortController();
        const deadline = (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, AbortSignal.any([signal, over.signal]));
        return readBackends(step, place, deadline).finally(() => over.abort());
    }, stop).catch((error) => {
        if (stop.aborted)
            throw new action_error/* ActionError */.lZ('Cancelled', 'stopped by a signal before the manifest was written');
        throw error;
    });
    const manifest = await manifestOf(read.backends, { regionId: place.regionId, scrub: secrets.scrub });
    const remarks = [...read.remarks, ...manifest.remarks];
    if (manifest.stages === 0) {
        throw new action_error/* ActionError */.lZ('NothingToExport', `there is nothing to export from ${place.endpoint.host}: ${remarks.length === 0 ? 'the account has no backend in this region' : remarks.slice(0, MAX_SHOWN_REMARKS).join('; ')}`);
    }
    const exported = {
        ...manifest,
        variables: [...manifest.variables.keys()],
        remarks,
        path: writeManifest(step, manifest),
        accountId: accountId ?? step.account.id
    };
    await logExported(step, exported);
    return exported;
}
async function readBackends(step, place, deadline) {
    const { inputs, dependencies } = step;
    const { backendId, endpoint, regionId } = place;
    const { listBackends, describeBackend } = OPERATIONS;
    const operations = [...(backendId === undefined ? [listBackends] : []), describeBackend];
    const client = (name) => ({ name, endpoint, regionId });
    try {
        const list = (0,cloud_client/* createLister */.On)(step.client(client(endpoint.host)));
        const { items: listed, isWhole } = backendId === undefined
            ? await list(listBackends, {}, { deadline })
            : { items: [{ backendId, name: '' }], isWhole: true };
        if (backendId === undefined)
            dependencies.log.info(`reading ${(0,runtime_text/* plural */.LS)(listed.length, 'backend')}`);
        const read = await mapInParallel(listed, inputs.maxParallel * READS_A_WRITE, one => export_readOne(one, options => step.reader(client(one.backendId)).read(describeBackend, one.backendId, options), { deadline, isListed: backendId === undefined }));
        return {
            backends: read.flatMap(one => ('backend' in one ? [one.backend] : [])),
            remarks: [
                ...(isWhole
                    ? []
                    : [
                        'the service reported more backends than it listed, in two reads: some may be missing from the file'
                    ]),
                ...read.flatMap(one => ('remark' in one ? [one.remark] : []))
            ]
        };
    }
    catch (error) {
        throw (0,call_error/* isDenied */.GZ)(error) ? denied(error, operations) : error;
    }
}
async function export_readOne({ backendId, name }, describe, { deadline, isListed }) {
    if (backendId === '')
        return { remark: `${JSON.stringify(name)}: left out, because it is listed without an ID` };
    try {
        const backend = await describe({ deadline });
        // the requested id, in case the service does not return one
        return { backend: { ...backend, backendId, name: backend.name || name } };
    }
    catch (error) {
        const isGone = isListed && error instanceof call_error/* CallError */.RA && error.code.startsWith('NotFound');
        if (isGone)
            return { remark: `${backendId}: left out, because it was deleted after it was listed` };
        throw error;
    }
}
function denied(error, operations) {
    return new action_error/* ActionError */.lZ(error.code, `mode: export requires permissions that these credentials do not have: ${error.message}`, { policy: (0,ram_policies/* policyFor */.KV)(operations), requestId: error.requestId, cause: error });
}
function writeManifest({ dependencies, github }, { text }) {
    const path = tempPath(github.tempDir, 'manifest', 'yml');
    try {
        dependencies.files.write(path, text);
    }
    catch (error) {
        throw new action_error/* ActionError */.lZ('ManifestNotWritten', `the manifest could not be written: ${(0,action_error/* messageOf */.bD)(error)}`);
    }
    dependencies.outputs.set('manifest-file', path);
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_FILE_BYTES) {
        throw new action_error/* ActionError */.lZ('ManifestTooLarge', `the manifest in ${path} has ${bytes} bytes, and a step reads at most 1 MiB`);
    }
    return path;
}
async function logExported({ dependencies: { log } }, exported) {
    const { backends, stages, path, text, variables, remarks } = exported;
    const lines = text.trimEnd().split('\n');
    await log.group('Manifest', () => {
        for (const line of lines.slice(0, MAX_SHOWN_LINES))
            log.info((0,runtime_text/* indentedLine */.Ko)(line));
        if (lines.length > MAX_SHOWN_LINES)
            log.info(`\u2026 and ${lines.length - MAX_SHOWN_LINES} more lines`);
        return Promise.resolve();
    });
    if (remarks.length > 0) {
        const isCut = remarks.length > MAX_SHOWN_REMARKS;
        // a single annotation, because the runner shows only a few
        if (isCut)
            for (const remark of remarks)
                log.info(remark);
        log.notice(`not in the manifest, or not complete: ${(0,runtime_text/* joinUpTo */.jH)(remarks, MAX_SHOWN_REMARKS, '; ')}${isCut ? '; the log has the rest' : ''}`);
    }
    if (variables.length > 0) {
        log.notice(`the manifest has ${(0,runtime_text/* plural */.LS)(variables.length, 'placeholder')} for secrets, which the input variables must supply: ${variables.slice(0, 50).join(', ')}${variables.length > 50 ? ', \u2026' : ''}`);
    }
    log.info(`exported ${(0,runtime_text/* plural */.LS)(backends, 'backend')} with ${(0,runtime_text/* plural */.LS)(stages, 'stage')} to ${path}`);
}

;// CONCATENATED MODULE: ./run/step-outputs.js








/** @param outputs ids are set if exactly one write was sent and not refused, among all targets */
function createStepOutputs(outputs) {
    const left = new Set();
    const accepted = new Map();
    let shown;
    const rolledBack = new Set();
    let sent = false;
    let apisTotal = '';
    const setIds = () => {
        const [name] = left;
        const only = left.size === 1 && name !== undefined ? accepted.get(name) : undefined;
        if (only === shown)
            return;
        shown = only;
        outputs.set('request-id', only?.requestId ?? '');
        outputs.set('operation-id', only?.operationId ?? '');
    };
    return {
        get sent() {
            return sent;
        },
        apisPlanned(total) {
            apisTotal = total;
        },
        sending(name) {
            if (!sent)
                outputs.set('result', 'unknown');
            sent = true;
            if (left.size === 0 && apisTotal !== '')
                outputs.set('apis-total', apisTotal);
            left.add(name);
            setIds();
        },
        refused(name) {
            left.delete(name);
            if (left.size === 0 && apisTotal !== '')
                outputs.set('apis-total', '');
            setIds();
        },
        accepted(name, ids) {
            accepted.set(name, ids);
            setIds();
        },
        rollbackAccepted(name, { requestId, operationId }) {
            rolledBack.add(name);
            // a second target clears the IDs of the first; further ones change nothing
            if (rolledBack.size > 2)
                return;
            outputs.set('rollback-request-id', rolledBack.size === 1 ? requestId : '');
            outputs.set('rollback-operation-id', rolledBack.size === 1 ? operationId : '');
        }
    };
}
/** Sets the outputs of the plans for later steps and jobs. */
function publishPlans(step, targetRuns, stepOutputs) {
    const { inputs, dependencies } = step;
    const { outputs, log } = dependencies;
    const planned = targetRuns.flatMap(targetRun => targetRun.planned ?? []);
    const sends = planned.filter(({ hasChanges }) => hasChanges);
    // it is not known what a target without a plan would send
    if (sends.length > 0)
        outputs.set('has-changes', 'true');
    else if (planned.length === step.targets.length)
        outputs.set('has-changes', 'false');
    const known = sends.flatMap(({ plan }) => (plan.affected === undefined ? [] : [plan.affected.length]));
    const total = known.reduce((sum, count) => sum + count, 0);
    const apisTotal = known.length === sends.length ? String(total) : '';
    if (inputs.mode === 'plan' && planned.length > 0)
        outputs.set('apis-total', apisTotal);
    else
        stepOutputs.apisPlanned(apisTotal);
    const affected = sends.reduce((sum, { plan }) => sum + affectedApis(plan), 0);
    if (inputs.mode === 'plan' && inputs.maxApis !== undefined && affected > inputs.maxApis) {
        log.warning(`an apply with max-apis: ${inputs.maxApis} would be refused: ${countAffected(sends.map(({ plan }) => ({ count: affectedApis(plan), target: plan.target })))} would be affected`);
    }
    if (inputs.manifest?.shard.index === '*') {
        outputs.set('matrix', matrixOf(sends.map(({ plan }) => plan.target), inputs.manifest));
    }
    publishFingerprints(step, planned);
    const [only] = planned;
    if (step.targets.length > 1 || only === undefined)
        return;
    outputs.set('backend-type', only.plan.targetType);
    outputs.set('backend-model-id', only.plan.definitionId);
    publishPrevious(step, only);
}
/** A job matrix over the shards with changes. */
function matrixOf(targets, { shard: { count }, shards }) {
    const changed = new Set(targets.flatMap(target => shards.get((0,model_target/* shardIdOf */.dJ)(target)) ?? []));
    const include = [...changed].sort((a, b) => a - b).map(index => ({ shard: `${index}/${count}` }));
    return JSON.stringify({ include });
}
function publishFingerprints({ dependencies, github, targets }, planned) {
    const { outputs, log } = dependencies;
    const plans = planned.flatMap(({ plan: { fingerprint, target } }) => fingerprint === undefined ? [] : [{ name: (0,model_target/* keyOf */.TN)(target), fingerprint }]);
    const lines = (0,model_fingerprint/* approvalLines */.Jg)(plans);
    if (plans.length > 0)
        writeFileOutput('plan-file', 'txt', lines, github.tempDir, dependencies);
    if (targets.length === 1) {
        if (planned.length > 0)
            outputs.set('plan-fingerprint', plans[0]?.fingerprint ?? '');
        return;
    }
    const bytes = Buffer.byteLength(lines);
    const fits = bytes <= MAX_OUTPUT_BYTES;
    // an output is text to compare, without the line feed that ends a file
    outputs.set('plan-fingerprint', fits ? lines.trimEnd() : '');
    if (!fits) {
        log.notice(`plan-fingerprint is empty, because its lines have ${bytes} bytes; the file named by plan-file contains them`);
    }
}
/** Sets the previous definition in a form that the input accepts, without masked values, which would break the backend. */
function publishPrevious({ dependencies: { outputs, log } }, { plan }) {
    const previous = pastableDefinition(plan);
    const bytes = 'json' in previous ? Buffer.byteLength(previous.json) : 0;
    const fits = bytes <= MAX_OUTPUT_BYTES;
    const json = 'json' in previous && fits ? previous.json : '';
    const names = ['previous-definition', ...kindOf(plan.target).previousOutputs];
    for (const name of names)
        outputs.set(name, json);
    if (json !== '')
        return;
    const reason = 'json' in previous ? `the previous definition has ${bytes} bytes` : previous.reason;
    const are = names.length === 1 ? 'is' : 'are';
    log.notice(`${plan.target.name}: ${names.join(' and ')} ${are} empty, because ${reason}`);
}

;// CONCATENATED MODULE: ./main.js
















/**
 * Runs the step. Never rejects.
 * @param edition the action file that defines the inputs
 * @returns whether the job continues
 */
async function run(dependencies, edition = 'root') {
    const { env, log, outputs, secrets, stop } = dependencies;
    const github = readGitHubContext(env);
    const stepOutputs = createStepOutputs(outputs);
    if (github.tempDir === '') {
        log.warning('RUNNER_TEMP is not set: the outputs plan-file and report-file are empty, and the post step cannot resolve the writes of a step that is killed');
    }
    let inputs;
    let step;
    let outcomes = [];
    let exported;
    let failure;
    try {
        const authorities = extraAuthoritiesProblem(env);
        if (authorities !== undefined)
            log.warning(authorities);
        inputs = await readInputs(env, github, secrets, dependencies, edition);
        await loadKinds(inputs.targets);
        step = createStep(inputs, github, dependencies);
        if (inputs.exportPlace === undefined)
            outcomes = await rollOut(step, stepOutputs);
        else
            exported = await runExport(step, inputs.exportPlace);
    }
    catch (error) {
        // only input errors and bugs of this action are thrown: everything else has an outcome
        const title = error instanceof action_error/* InputError */.dz
            ? 'Invalid inputs'
            : inputs === undefined
                ? 'Nothing was sent'
                : 'The step failed';
        failure = { error: (0,action_error/* asActionError */.z6)(error), title, sent: stepOutputs.sent };
    }
    const result = resultOfStep(outcomes, failure, inputs);
    try {
        const view = {
            outcomes,
            result,
            failure,
            exported,
            github,
            summary: inputs?.summary ?? true,
            comment: requestedComment(outcomes, inputs),
            scrub: createScrubber(secrets)
        };
        await publish(view, createSinks('main', dependencies), log);
        if (failure === undefined)
            step?.journal.reported();
    }
    catch (error) {
        // reporting never changes the result
        log.warning(`the report of this step is incomplete: ${(0,action_error/* messageOf */.bD)(error)}`);
    }
    // lines logged since the annotations were written
    log.flush();
    // a job that was stopped does not continue
    return isGreen(result) && !stop.aborted;
}
/** The result without targets: of an export, and of an empty shard. */
const NOTHING_TO_DO = { apply: 'unchanged', plan: 'planned', validate: 'valid', export: 'exported' };
function resultOfStep(outcomes, failure, inputs) {
    if (failure?.sent === true)
        return 'unknown';
    if (failure?.error.code === 'Cancelled')
        return 'cancelled';
    if (failure !== undefined || inputs === undefined || outcomes.length > 0)
        return resultOf(outcomes);
    return NOTHING_TO_DO[inputs.mode];
}
function requestedComment(outcomes, inputs) {
    // validate requires no network, so it does not comment
    if (inputs?.commentToken === undefined || inputs.mode === 'validate' || outcomes.length === 0)
        return undefined;
    return {
        token: inputs.commentToken,
        subject: commentSubject(inputs),
        timeoutMs: inputs.requestTimeoutMs
    };
}
/** Writes a manifest of the live definitions. Plans and sends nothing. */
function runExport(step, place) {
    logNotices(step);
    logEndpoints(step, [place.endpoint]);
    return exportManifest(step, place);
}
function logNotices({ inputs, dependencies: { log } }) {
    for (const notice of inputs.notices)
        log.notice(notice);
}
/** Plans every target and, in mode apply, carries out the plans. */
async function rollOut(step, outputs) {
    const { inputs, targets, dependencies } = step;
    const { clock, log } = dependencies;
    logNotices(step);
    if (inputs.mode === 'validate') {
        log.info(`valid: ${(0,runtime_text/* plural */.LS)(targets.length, 'target')}: ${targets.map(({ name }) => name).join(', ')}`);
        return targets.map(target => outcomeOf(target, { result: 'valid', changed: false }));
    }
    logEndpoints(step, targets.map(({ endpoint }) => endpoint));
    const targetRuns = await planTargets(step);
    publishPlans(step, targetRuns, outputs);
    const progress = schedule_createProgressLog(targets.length, clock, log);
    if (inputs.mode === 'apply')
        return applyTargets(step, targetRuns, outputs, progress);
    const outcomes = targetRuns.map(targetRun => plannedEnd(step, targetRun));
    for (const outcome of outcomes)
        progress.ended(outcome);
    return outcomes;
}
function plannedEnd(step, targetRun) {
    const { failure, planned } = targetRun;
    if (failure !== undefined)
        return failure;
    const drifted = planned && driftOf(step, planned.plan);
    const result = drifted === undefined ? 'planned' : 'drifted';
    return outcomeWith(step, targetRun, { ...planned, ...drifted, result, changed: false });
}

;// CONCATENATED MODULE: ./rollout/recorder.js
const nothing = () => undefined;
/** Of a process that no other one follows. */
const NO_RECORDER = {
    sending: nothing,
    accepted: nothing,
    publishing: nothing,
    published: nothing,
    observed: nothing,
    failed: nothing,
    rung: nothing,
    rollbackSending: nothing,
    rollbackAccepted: nothing,
    rollbackPublishing: nothing
};

;// CONCATENATED MODULE: ./rollout/resolve-write.js



















/** How long a pending write may take to arrive. */
const ARRIVES_WITHIN_MS = 30_000;
const resolve_write_READ_EVERY_MS = 3_000;
/** How long a saved definition must appear to be in effect if nothing shows that it was deployed: the status may lag behind. */
const IN_EFFECT_MS = 5_000;
const IN_EFFECT_EVERY_MS = 1_000;
/** Resolves a write whose process ended before it could report the result. Never rejects because of a response. */
async function resolveWrite(entry, resolveOptions) {
    const { clock } = resolveOptions;
    const startedAt = clock.now();
    const timeline = createTimeline(clock);
    const plan = planOfRung(restorePlan(entry.plan), entry.rung ?? 0);
    const options = {
        ...resolveOptions,
        // a rollback needs the previous definition, which is not stored if it contains a secret
        rollbackOnFailure: resolveOptions.rollbackOnFailure && plan.live !== undefined && plan.difference !== undefined,
        timeline,
        checks: [],
        // the journal does not record neighbors
        ownNeighbors: new Set(),
        recorder: NO_RECORDER
    };
    const observations = createObservations(plan, undefined, entry.seen);
    const { accepted = entry.accepted, ...resolved } = await resolvePhase(entry, plan, observations, options);
    return {
        ...outcomeOf(plan.target, {
            plan,
            hasChanges: true,
            // a write without a response was followed without its ID
            accepted: accepted === null || accepted.requestId === '' ? undefined : accepted,
            rollback: entry.rollback ?? undefined,
            ...resolved
        }),
        phases: timeline.phases,
        durationMs: clock.now() - startedAt
    };
}
async function resolvePhase(entry, plan, observations, options) {
    const { accepted, rollback } = entry;
    if ((0,model_target/* isLadder */.lq)(plan.target) && entry.phase !== 'rolling-back' && entry.phase !== 'rollback-accepted') {
        return rollBackLadder(entry, plan, observations, options);
    }
    const { publish } = await writingOf(plan.target);
    const byReading = (whenOurs) => resolveByReading(entry, plan, observations, options, whenOurs);
    const followed = async (ids) => unlessChecked(entry, plan, await follow(plan, ids, observations, options));
    const whenSaved = resolveSaved(entry, plan, observations, options);
    switch (entry.phase) {
        case 'sending':
            return byReading(isFollowable(plan) ? whenSaved : undefined);
        case 'ended':
            return byReading();
        case 'accepted':
            if (accepted === null)
                return byReading();
            return publish === undefined ? followed(accepted) : byReading(whenSaved);
        case 'deploying':
            return byReading(whenSaved);
        case 'deployed':
            return accepted === null ? byReading() : followed(accepted);
        case 'rolling-back':
        case 'rollback-accepted': {
            const end = await options.timeline.during('rollback', () => rollback === null || entry.phase === 'rolling-back'
                ? rollBack(plan, observations, { ...options, rollbackPerhapsSent: true })
                : confirmRollback(plan, observations, rollback, options));
            return afterRollback(entry, plan, end);
        }
    }
}
/** An interrupted ladder is not continued, but rolled back to the definition that the step found. */
function rollBackLadder(entry, plan, observations, options) {
    const rollBackNow = async () => {
        const end = await options.timeline.during('rollback', () => rollBack(plan, observations, {
            ...options,
            rollbackPerhapsSent: true,
            wasDeployed: entry.phase === 'deploying' || entry.phase === 'deployed'
        }));
        const why = entry.failure === undefined
            ? 'the step was stopped before the last weight was reached'
            : 'a weight failed, and the step was stopped before it rolled back';
        return afterRollback({ ...entry, failure: entry.failure ?? 'Cancelled' }, plan, end, why);
    };
    // a pending write would arrive after the rollback
    const isUnderWay = entry.phase === 'sending' || entry.phase === 'deploying';
    return isUnderWay ? resolveByReading(entry, plan, observations, options, rollBackNow) : rollBackNow();
}
async function follow(plan, accepted, observations, options) {
    const end = await followThrough(plan, accepted, observations, options);
    // `cancelled` means here that the post step ran out of time, so the result is not known
    if (end.result !== 'cancelled')
        return end;
    return {
        ...end,
        result: 'unknown',
        error: new action_error/* ActionError */.lZ('Unfollowed', `${plan.target.name}: the modification was accepted; its completion is not known, because the post step ran out of time`, { nextSteps: nextSteps(plan), requestId: accepted.requestId })
    };
}
/** Whether a write can be followed although its response is not known, without the IDs of a batch. */
function isFollowable({ target }) {
    return !kindOf(target).completesByList;
}
/**
 * Resolves a definition that is saved and possibly deployed: follows it to completion if it is in effect, and undoes the save if it
 * is not.
 */
function resolveSaved(entry, plan, observations, options) {
    const saved = entry.accepted ?? { requestId: '', operationId: '' };
    const { name } = plan.target;
    return async (reading) => {
        const { publish } = await writingOf(plan.target);
        // right after a save, the status may still be the previous one
        const needsSecondReading = publish !== undefined && reading.live?.notInEffect === undefined;
        const live = needsSecondReading ? await readWhileInEffect(plan, observations, options) : reading.live;
        // a deployment in progress can be followed
        if (live?.notInEffect === undefined || live.isChanging === true) {
            return unlessChecked(entry, plan, await follow(plan, saved, observations, options));
        }
        const error = new action_error/* ActionError */.lZ('Cancelled', `${name}: the step was stopped after the ${kindOf(plan.target).words.definition} was saved, and before it was deployed: ${live.notInEffect}`);
        const end = await undoSave(plan, saved, error, observations, options);
        return { ...end, result: end.result === 'failed' ? 'cancelled' : end.result };
    };
}
/** Rereads a definition that appears to be in effect, until a reading shows otherwise or enough time has passed. */
async function readWhileInEffect(plan, observations, { clock, reader, signal }) {
    const enough = (0,runtime_clock/* createDeadline */.dU)(clock, IN_EFFECT_MS, signal);
    for (;;) {
        await enough.sleep(IN_EFFECT_EVERY_MS);
        const { reading } = await read_back_readTarget(reader, plan, observations, {
            deadline: (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, signal)
        });
        if (reading?.live?.notInEffect !== undefined || enough.isOver())
            return reading?.live;
    }
}
/**
 * Resolves a write without a response: the live definition shows whether it arrived; nothing shows whether its batch completed. While
 * the previous definition is still live, it is reread for as long as the write may take to arrive.
 */
async function resolveByReading(entry, plan, observations, { reader, clock, signal }, whenOurs) {
    const { name } = plan.target;
    const unknown = (code, message, changed, cause) => ({
        result: 'unknown',
        changed,
        error: new action_error/* ActionError */.lZ(code, `${name}: ${message}`, {
            ...cause?.advice,
            nextSteps: nextSteps(plan),
            requestId: cause?.requestId,
            cause
        })
    });
    const { leftAt = clock.now() } = entry;
    // the desired definition was saved before the step, which only deploys it
    const wasSaved = plan.live?.notInEffect !== undefined;
    const passedMs = Math.min(ARRIVES_WITHIN_MS, Math.max(0, clock.now() - leftAt));
    const arrival = (0,runtime_clock/* createDeadline */.dU)(clock, ARRIVES_WITHIN_MS - passedMs, signal);
    for (;;) {
        const readInTime = !arrival.isOver();
        const { reading, lastError } = await read_back_readTarget(reader, plan, observations, {
            deadline: (0,runtime_clock/* createDeadline */.dU)(clock, Infinity, signal)
        });
        if (reading === undefined) {
            return unknown(lastError?.code ?? 'Unfollowed', `the modification may have been sent, and the live definition could not be read: ${lastError?.message ?? ''}`, undefined, lastError);
        }
        if (!isReadable(plan)) {
            return unknown('Unfollowed', 'the modification may have been sent, and the previous definition is not known', undefined);
        }
        const changed = hasChanged(reading.live, plan);
        // a write without a response may not have arrived: someone else may have saved, or even kept, the desired definition
        const isOthers = entry.accepted === null && (0,kind/* changedSentFields */.ET)(plan.live, reading.live).length > 0;
        if (reading.verdict === 'foreign' || isOthers) {
            // the journal withholds definitions that contain a secret
            const which = plan.digests === undefined ? `: ${describeDifference(plan, reading.live)}` : '';
            return unknown('Conflict', `the modification may have been sent, and someone else changed the live definition${which}`, changed);
        }
        const isThere = isOurs(reading.verdict) || (wasSaved && reading.differences.length === 0);
        if (isThere && whenOurs !== undefined) {
            if (!mayStillArrive(entry, plan, reading) || !readInTime || arrival.isStopped())
                return whenOurs(reading);
            await arrival.sleep(resolve_write_READ_EVERY_MS);
            continue;
        }
        if (isOurs(reading.verdict)) {
            const paths = reading.differences.map(({ path }) => path).join(', ');
            return unknown('Unfollowed', `the modification arrived: ${paths === '' ? 'the desired definition is live' : `its description is live, but the definition differs in ${paths}`}. Whether every API was updated is not known, because no response returned an operation to follow`, changed);
        }
        if (readInTime && !arrival.isStopped()) {
            await arrival.sleep(resolve_write_READ_EVERY_MS);
            if (!arrival.isStopped())
                continue;
        }
        return reading.differences.length === 0
            ? unknown('Unfollowed', 'the modification may have been sent. The desired definition equals the previous one, and it is live, so nothing shows whether the modification arrived', false)
            : unknown('NotArrived', 'the modification did not arrive: the previous definition is live', arrival.isStopped() ? undefined : false);
    }
}
/**
 * Whether a reading that shows this step's definition may not be the last word: the deployment may still arrive, and so may the next
 * write of a ladder, or another attempt, which would undo a rollback.
 */
function mayStillArrive({ phase, again }, plan, { live, differences }) {
    const isSavedOnly = live?.notInEffect !== undefined;
    if (phase === 'deploying')
        return isSavedOnly;
    if (phase !== 'sending')
        return false;
    const isBelow = (plan.climbed ?? []).length > 0 && differences.length > 0;
    const needsRollback = isSavedOnly || (0,kind/* changedOtherFields */.G$)(plan.live, live).length > 0;
    return isBelow || (again === true && needsRollback);
}
/** A success requires that its checks passed. Pending checks cannot be repeated here, because the journal does not store them. */
function unlessChecked({ plan: { checks: all }, passed = [] }, plan, resolved) {
    const checks = all.filter(check => !passed.includes(check));
    if (checks.length === 0 || !isGreen(resolved.result))
        return resolved;
    return {
        ...resolved,
        result: 'unknown',
        error: new action_error/* ActionError */.lZ('NotProbed', `${plan.target.name}: the modification ${resolved.result === 'switched' ? 'completed and the read-back matched' : 'was accepted'}, but the step was stopped before its ${[...Map.groupBy(checks, check => check)].map(([check, { length }]) => (length === 1 ? check : `${check}s`)).join(' and ')} passed`, { nextSteps: nextSteps(plan), requestId: resolved.accepted?.requestId })
    };
}
function afterRollback({ accepted, failure = '' }, plan, end, why = 'the step failed and was stopped during its rollback') {
    const cause = (0,catalog/* isActionCode */.Ye)(failure) ? failure : 'StepFailed';
    return {
        result: end.result === 'stopped' ? 'unknown' : end.result,
        changed: end.changed,
        rollback: end.accepted,
        error: new action_error/* ActionError */.lZ(end.code ?? cause, `${plan.target.name}: ${why}. ${end.result === 'stopped' ? 'Whether the rollback completed is not known, because the post step ran out of time.' : end.sentence}`, {
            ...(cause === 'Cancelled' && end.result === 'rolled-back'
                ? { cure: 'Re-run the job.' }
                : end.result === 'stopped'
                    ? { cure: CHECK_FIRST, nextSteps: nextSteps(plan) }
                    : adviceAfter(plan, end)),
            requestId: end.code === undefined ? accepted?.requestId : end.accepted?.requestId
        })
    };
}

;// CONCATENATED MODULE: ./post-step/recover.js





















/** How long the post step waits for a write: a cancelled job is killed after five minutes, including all post steps. */
const WAIT_MS = 100_000;
const TITLE = 'After the step was stopped';
const TITLE_UNKNOWN = 'The result of the step is not known';
/**
 * The post step: if the main step was stopped, resolves its writes and reports their results. Region, endpoint and definitions come from
 * the journal, never from the inputs. Never rejects.
 */
async function recover(journalPath, dependencies) {
    const { env, secrets, log, files } = dependencies;
    const github = readGitHubContext(env);
    try {
        const left = await readFinalJournal(journalPath, dependencies);
        if (left === undefined) {
            announce(lostJournal('its journal could not be read'), TITLE_UNKNOWN, github, log);
            return;
        }
        if (left.isDamaged) {
            announce(lostJournal('its journal is damaged'), TITLE_UNKNOWN, github, log);
        }
        await loadKinds([...left.entries.map(({ plan }) => plan), ...left.unsent].map(({ target }) => target));
        const open = left.entries.filter(({ phase }) => phase !== 'ended');
        if (open.length === 0 && left.reported)
            return;
        const source = (0,inputs_source/* createSource */.gV)(env);
        registerSecrets(source, env, secrets);
        await registerDocumentSecrets(source, github.workspace, secrets);
        for (const entry of open)
            log.info(describeEntry(entry));
        const resolved = await resolveAll(left, open, dependencies);
        // results from before the step was killed have not been reported either
        const ended = left.reported ? [] : left.entries.filter(({ phase }) => phase === 'ended').map(endedOutcome);
        await report({ ended, resolved, unsent: unsentOutcomes(left) }, left, dependencies);
    }
    catch (error) {
        announce((0,action_error/* asActionError */.z6)(error), TITLE_UNKNOWN, github, log);
    }
    finally {
        log.flush();
        files.remove(journalPath);
    }
}
/** A damaged journal never yields a result. */
function lostJournal(why) {
    return new action_error/* ActionError */.lZ('JournalLost', `the step was stopped or could not write its journal, and ${why}: whether anything was sent, and with what result, is not known`, { cure: 'Run mode: plan to see what is live, then re-run the job.' });
}
/** The outcomes of targets without a write. A damaged journal does not show which targets these are. */
function unsentOutcomes({ isDamaged, reported, unsent }) {
    return isDamaged || reported ? [] : unsent.map(unsentOutcome);
}
/** The journal once it is complete: in a container, no signal reaches the main step, so it may still be running. */
async function readFinalJournal(path, { main, clock, log, files }) {
    const journal = parseJournal(files.readIfThere(path) ?? '');
    if (journal === undefined)
        return undefined;
    const process = main(journal.pid);
    for (const [signal, graceMs] of [
        ['SIGTERM', 8_000],
        ['SIGKILL', 2_000]
    ]) {
        if (!process.isAlive())
            break;
        log.info(`the main step is still running (process ${journal.pid}): sending ${signal}`);
        process.end(signal);
        for (let waitedMs = 0; waitedMs < graceMs && process.isAlive(); waitedMs += 200)
            await clock.sleep(200);
    }
    return parseJournal(files.readIfThere(path) ?? '');
}
function describeEntry({ phase, sentAt, accepted, rollback, plan }) {
    // after "the rollback was accepted", nobody would take the IDs for those of the switch
    const whose = phase === 'rolling-back' || phase === 'rollback-accepted' ? 'the switch: ' : '';
    const ids = accepted === null ? '' : ` (${whose}${idsText(accepted, plan.target)})`;
    const { words } = kindOf(plan.target);
    const known = {
        sending: 'no response confirmed it',
        accepted: words.accepted === 'accepted'
            ? `the modification was accepted, but its ${words.completion} had not completed`
            : `it was ${words.accepted}, but its ${words.completion} had not been sent`,
        deploying: 'the deployment was sent, but no response confirmed it',
        deployed: 'the deployment was accepted, and its completion is not known',
        'rolling-back': 'the rollback was sent, but no response confirmed it',
        'rollback-accepted': `the rollback was accepted (request ${rollback?.requestId ?? ''})`,
        ended: 'its result was reported'
    }[phase];
    return `${plan.target.name}: the step was stopped after it sent a write at ${new Date(sentAt).toISOString()}: ${known}${ids}. Resolving it.`;
}
async function resolveAll(journal, open, dependencies) {
    const { clock, log, secrets, deadline } = dependencies;
    const client = reconnect(journal, dependencies);
    if (client instanceof action_error/* ActionError */.lZ)
        return open.map(entry => unresolvedOutcome(entry, client));
    return Promise.all(open.map(async (entry) => ({
        accountId: client.accountId,
        ...(await resolveWrite(entry, {
            reader: (0,cloud_client/* maskingReader */.uw)((0,cloud_client/* createReader */.WF)(client.of(entry)), secrets),
            writer: (0,writer/* createWriter */.u)(client.of(entry)),
            budget: client.budget,
            clock,
            log,
            wait: journal.mustFollow === true ? 'always' : 'auto',
            waitTimeoutMs: Math.min(journal.waitTimeoutMs, WAIT_MS),
            waitLimit: journal.waitTimeoutMs > WAIT_MS ? 'the limit of the post step' : undefined,
            maxAttempts: journal.maxAttempts,
            rollbackOnFailure: journal.rollbackOnFailure,
            signal: deadline
        }))
    })));
}
/** Reconnects, or returns why that is not possible. A role's credentials are requested again. */
function reconnect(journal, dependencies) {
    const { env } = dependencies;
    const { requestTimeoutMs, maxAttempts } = journal;
    const source = (0,inputs_source/* createSource */.gV)(env);
    const proxyFor = network_readNetwork(source, env);
    const region = readRegion(source, journal.entries[0]?.plan.target.regionId ?? undefined, env);
    const network = source.raw('network') === 'vpc' ? 'vpc' : 'public';
    const sts = readStsEndpoint(source, region, network);
    const credentials = readCredentials(source, env, sts, {
        ...dependencies,
        proxyFor,
        requestTimeoutMs,
        maxAttempts
    });
    if (credentials === undefined || source.problems.length > 0) {
        const problems = source.problems.map(({ input, message }) => `${input} ${message}`).join('; ');
        return new action_error/* ActionError */.lZ(credentials === undefined ? 'NoCredentials' : 'InvalidInput', `the write was not resolved, because the post step has ${credentials === undefined ? 'no credentials' : 'invalid inputs'}: ${problems}`);
    }
    if (credentials.identity !== journal.identity) {
        return new action_error/* ActionError */.lZ('OtherCredentials', 'the write was not resolved, because the credentials of the job are no longer those that sent the modification');
    }
    const rateLimiter = createRateLimiter(dependencies.clock);
    const budget = (0,retry/* createRetryBudget */.Ce)();
    return {
        accountId: credentials.accountId,
        budget,
        of: ({ plan: { target: { endpoint, regionId } } }) => ({
            ...dependencies.network.connect({
                endpoint: new URL(endpoint),
                credentials,
                proxyFor,
                requestTimeoutMs,
                maxAttempts,
                regionId: regionId ?? undefined
            }, { ...dependencies, rateLimiter, budget }),
            accountId: credentials.accountId
        })
    };
}
const recover_MAX_NAMED = 10;
/** The targets that get a notice of their own; the copies for more targets become one. */
const MAX_NOTICES = 5;
function notStartedText(names) {
    const [were, them] = names.length === 1 ? ['was', 'it'] : ['were', 'them'];
    return `the step was stopped before ${(0,runtime_text/* plural */.LS)(names.length, 'target')} ${were} started, and nothing was sent for ${them}: ${(0,runtime_text/* joinUpTo */.jH)(names, recover_MAX_NAMED)}. Re-run the job to switch ${them}.`;
}
/** A set of which the step did not start all targets is no success. */
function resultOfStopped(outcomes) {
    const result = resultOf(outcomes);
    const isWhole = outcomes.every(outcome => outcome.result !== 'not-started');
    return isWhole || !isGreen(result) ? result : 'cancelled';
}
async function report({ ended, resolved, unsent }, journal, dependencies) {
    const { env, log, secrets, lastWord } = dependencies;
    const github = readGitHubContext(env);
    const completed = [
        ...ended.map(outcome => ({ when: 'before', ...outcome })),
        ...resolved.map(outcome => ({ when: 'after', ...outcome }))
    ].filter(({ error }) => error === undefined);
    // a text about a target is logged at once and annotated later, which is one line too many if there is room for all
    const isCounted = completed.length > MAX_NOTICES;
    for (const { when, target, result } of completed) {
        const text = `${target.name}: completed ${when} the step was stopped: ${result}`;
        log.notice(text, isCounted ? [target.name] : undefined);
    }
    const notStarted = unsent.filter(({ result }) => result === 'not-started').map(({ target }) => target.name);
    if (notStarted.length > 0)
        log.notice(notStartedText(notStarted));
    const outcomes = [...ended, ...resolved, ...unsent];
    const token = (0,inputs_source/* createSource */.gV)(env).raw('github-token');
    const view = {
        outcomes,
        result: resultOfStopped(outcomes),
        title: TITLE,
        github,
        summary: journal.summary,
        comment: journal.comment === null || token === ''
            ? undefined
            : { token, subject: journal.comment, timeoutMs: journal.requestTimeoutMs, signal: lastWord },
        scrub: createScrubber(secrets)
    };
    await publish(view, createSinks('post', dependencies), log);
}
// Outcomes from the journal alone, without a request to the cloud.
/** The outcome of a write that ended before the step was killed. */
function endedOutcome(entry) {
    const plan = restorePlan(entry.plan);
    const result = entry.result ?? 'unknown';
    return outcomeOf(plan.target, {
        plan,
        hasChanges: true,
        result,
        changed: entry.changed ?? undefined,
        accepted: entry.accepted ?? undefined,
        rollback: entry.rollback ?? undefined,
        error: isGreen(result)
            ? undefined
            : new action_error/* ActionError */.lZ('StepKilled', `${plan.target.name}: this target failed before the step was killed; the log has the error`, {
                nextSteps: nextSteps(plan)
            })
    });
}
/** The outcome of a target that had no write when the step was killed. */
function unsentOutcome({ target: stored, result = 'not-started' }) {
    const target = restoreTarget(stored);
    return outcomeOf(target, {
        result,
        changed: false,
        error: result !== 'failed'
            ? undefined
            : new action_error/* ActionError */.lZ('StepKilled', `${target.name}: this target failed before the step was killed, and nothing was sent for it; the log has the error`, { cure: 'Look for the error in the log of the step.' })
    });
}
/** The outcome of a write that could not be resolved. */
function unresolvedOutcome(entry, error) {
    const plan = restorePlan(entry.plan);
    return outcomeOf(plan.target, {
        plan,
        hasChanges: true,
        result: 'unknown',
        changed: undefined,
        accepted: entry.accepted ?? undefined,
        rollback: entry.rollback ?? undefined,
        error: error.with({ message: `${plan.target.name}: ${error.message}`, nextSteps: nextSteps(plan) })
    });
}

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = process.getBuiltinModule("path");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value));
    }
    process.stdout.write(os.EOL);
    issueCommand('set-output', { name }, toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = process.getBuiltinModule("node:os");
;// CONCATENATED MODULE: ./runtime/log.js

/** The runner silently drops further annotations of a level from one step. */
const MAX_ANNOTATIONS = 10;
/** The last one is for texts after the flush, such as a comment that could not be written. */
const MAX_BEFORE_FLUSH = MAX_ANNOTATIONS - 1;
const log_MAX_NAMED = 5;
/**
 * Saves the few annotations of a level for different texts.
 * @param annotate writes an annotation, which is also a line of the log
 * @param write writes a line of the log only
 */
function createAnnotations(level, annotate, write) {
    let count = 0;
    const seen = new Set();
    const held = new Map();
    let most = MAX_BEFORE_FLUSH;
    function make(text) {
        count++;
        annotate(count < MAX_ANNOTATIONS ? text : `${text}\nFor further ${level}s, see the log.`);
    }
    return {
        add(text, about) {
            const isCopy = seen.has(text);
            seen.add(text);
            if (about === undefined && !isCopy && count < most) {
                make(text);
                return;
            }
            write(`${level}: ${text}`);
            if (about === undefined && isCopy)
                return;
            const [name = ''] = about ?? [];
            const key = keyOf(text, about ?? []);
            const like = held.get(key);
            if (like === undefined)
                held.set(key, { text, names: new Set([name]) });
            else
                like.names.add(name);
        },
        flush() {
            for (const [key, { text, names }] of [...held].slice(0, most - count)) {
                make(`${text}${others([...names])}`);
                held.delete(key);
            }
            most = MAX_ANNOTATIONS;
        }
    };
}
/** Request ids and similar IDs, which differ in each copy. */
const log_IDS = /\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\b/gi;
/** The text without the parts that it is about. */
function keyOf(text, about) {
    return [...about]
        .filter(part => part !== '')
        .sort((a, b) => b.length - a.length)
        .reduce((rest, part) => rest.replaceAll(part, '\u2026'), text)
        .replace(log_IDS, '\u2026');
}
function others([, ...names]) {
    if (names.length === 0)
        return '';
    return `\nThe same applies to ${names.length} more: ${(0,runtime_text/* joinUpTo */.jH)(names, log_MAX_NAMED)}. For each of them, see the log.`;
}

;// CONCATENATED MODULE: ./runtime/actions.js







/** Outputs whose values are this action's own words and numbers: a secret with the same value is not disclosed by them. */
const actions_WORDS = new Set([
    'result',
    'changed',
    'has-changes',
    'apis-total',
    'apis-updated',
    'apis-failed'
]);
/** ANSI escape sequences, which GitHub shows as colors: https://no-color.org says when not to write them. */
const COLORS = { added: '\u001b[32m', removed: '\u001b[31m' };
const RESET = '\u001b[0m';
/** Colors a safe line behind its indentation. */
function colored(line, change) {
    return change === undefined ? line : line.replace(/\S.*/, text => `${COLORS[change]}${text}${RESET}`);
}
/** The log of the step, written with the runner's workflow commands. */
function createActionsLog(secrets, env) {
    const hasColor = (env['NO_COLOR'] ?? '') === '';
    const clean = (text) => (0,runtime_text/* safeLines */.Bv)(secrets.scrub(text));
    const write = (text) => info(clean(text));
    const notices = createAnnotations('notice', text => notice(clean(text)), write);
    const warnings = createAnnotations('warning', text => warning(clean(text)), write);
    return {
        info: write,
        diff(lines) {
            for (const { text, change } of lines) {
                const line = clean((0,runtime_text/* indentedLine */.Ko)(text));
                info(hasColor ? colored(line, change) : line);
            }
        },
        debug: text => core_debug(clean(text)),
        notice: (text, about) => notices.add(text, about),
        warning: (text, about) => warnings.add(text, about),
        error: (text, title, place) => error(clean(text), {
            title: clean(title),
            ...(place === undefined
                ? {}
                : { file: clean(place.file), startLine: place.line, startColumn: place.column })
        }),
        flush() {
            notices.flush();
            warnings.flush();
        },
        group: (title, phase) => group(clean(title), phase)
    };
}
function createActionsOutputs(log, secrets, env) {
    return {
        set(name, value) {
            try {
                const text = actions_WORDS.has(name) ? value : secrets.scrub(value);
                appendWhole(requireFile(env, 'GITHUB_OUTPUT'), valueText(name, text));
            }
            catch (error) {
                log.warning(`the output ${name} could not be written: ${(0,action_error/* messageOf */.bD)(error)}`, [name]);
            }
        }
    };
}
function maskInLog(value) {
    setSecret(value);
}
/** Saves values for the post step. Throws if that is not possible. */
function createStateSaver(env) {
    return (name, value) => appendWhole(requireFile(env, 'GITHUB_STATE'), valueText(name, value));
}
/** A value in the runner's format, between delimiter lines that do not occur in it. */
function valueText(name, value) {
    const delimiter = `ghadelimiter_${(0,external_node_crypto_.randomUUID)()}`;
    return [`${name}<<${delimiter}`, value, delimiter, ''].join(external_node_os_namespaceObject.EOL);
}
function requireFile(env, variable) {
    const file = env[variable] ?? '';
    if (file === '')
        throw new Error(`${variable} is not set`);
    return file;
}
/** Appends Markdown to the job summary. Throws if that is not possible. */
function createSummaryWriter(env) {
    return markdown => appendWhole(requireFile(env, 'GITHUB_STEP_SUMMARY'), `${markdown}\n`);
}

;// CONCATENATED MODULE: ./runtime/process.js

/**
 * Makes V8 keep its heap small for a step with many targets, which waits much more than it computes. By default, V8 lets the
 * space for new objects grow to 64 MB and collects the rest only at several times the size in use: a step with a thousand targets
 * used 320 MB, of which 20 MB were live. With these flags it uses less than half and takes about 10 % longer. V8 reads both
 * flags at each collection, so they can be set here; an action cannot pass flags to Node.
 */
function keepHeapSmall() {
    // loaded on demand
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString('--heap-growing-percent=15');
}
/**
 * A process that ran an entry file. The system may have reused its ID since: if the system reports what a process runs (/proc),
 * only a process that runs a file named `entry` counts as alive. On other systems none does, because there the runner itself
 * ends the processes that it started.
 */
function createOtherProcess(pid, entry = 'index.js') {
    return {
        isAlive() {
            try {
                return (0,external_node_fs_namespaceObject.readFileSync)(`/proc/${pid}/cmdline`, 'utf8')
                    .split('\0')
                    .some(part => part.endsWith(entry));
            }
            catch {
                return false;
            }
        },
        end(signal) {
            try {
                process.kill(pid, signal);
            }
            catch {
                // it has exited meanwhile
            }
        }
    };
}
/**
 * The runner sends a cancelled step SIGTERM 7.5 s after SIGINT, and kills it 2.5 s later: the results must be written long before
 * that.
 */
const LONGEST_END_MS = 4_700;
/**
 * A signal that is aborted when the step must stop: after SIGINT or SIGTERM, or when nothing reads its log any longer. From then on
 * the process has a few seconds to exit by itself.
 */
function stopSignal(process) {
    const controller = new AbortController();
    const stop = () => {
        if (controller.signal.aborted)
            return;
        controller.abort();
        setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.stdout.on('error', stop);
    return controller.signal;
}

;// CONCATENATED MODULE: ./runtime/silence-node-debug.js
// NODE_DEBUG=http makes Node write every request with its Authorization header to stderr. Node reads the variable before this
// action's code runs, so stderr is disabled instead; this action does not write to it. Must be the first import.
if ((process.env['NODE_DEBUG'] ?? '') !== '')
    process.stderr.write = () => true;
delete process.env['DEBUG'];


;// CONCATENATED MODULE: ./app.js














// Builds the real dependencies of the main and post steps. Both share one bundle: the entry files index.ts, native.ts
// and post.ts only select the step.
/** The post step ends within three minutes; the remaining time is for its report. */
const LONGEST_POST_MS = 160_000;
const FINAL_REPORT_MS = 10_000;
/**
 * The main step. Resolves to the exit code.
 * @param edition the action file that defines the inputs: action.yml or native/action.yml
 */
async function runMain(edition = 'root') {
    // before reading the manifest grows the heap
    if ((process.env['INPUT_MANIFEST'] ?? '') !== '')
        keepHeapSmall();
    const good = await run({
        ...dependencies('The step failed', 1),
        stop: stopSignal(process),
        pid: process.pid,
        saveState: createStateSaver(process.env)
    }, edition);
    return good ? 0 : 1;
}
/** The post step of a main step that left a journal. It never fails the job, whose result is already determined. */
async function runPost(journalPath) {
    const shared = dependencies('The outcome of the step is not known', 0);
    // without a reader, the outcome still goes to the summary
    process.stdout.on('error', () => undefined);
    await recover(journalPath, {
        ...shared,
        main: pid => createOtherProcess(pid),
        deadline: AbortSignal.timeout(LONGEST_POST_MS),
        lastWord: AbortSignal.timeout(LONGEST_POST_MS + FINAL_REPORT_MS)
    });
}
function dependencies(title, exitCode) {
    const secrets = createSecrets(maskInLog);
    const log = createActionsLog(secrets, process.env);
    process.on('uncaughtException', error => {
        try {
            log.flush();
            const [code, message] = ['InternalError', `${action_error/* BUG */.r1}: ${(0,action_error/* messageOf */.bD)(error)}`];
            const help = helpLine({ code, message }, readGitHubContext(process.env));
            log.error(`${message} [${code}]\n${help}`, title);
        }
        catch {
            // Node would print the error as it is, secrets included
            process.stdout.write('::error::a bug in this action; no details are available [InternalError]\n');
        }
        process.exit(exitCode);
    });
    return {
        env: process.env,
        clock: runtime_clock/* systemClock */.ml,
        log,
        outputs: createActionsOutputs(log, secrets, process.env),
        secrets,
        files: privateFiles,
        writeSummary: createSummaryWriter(process.env),
        comments: createCommentService(process.env, runtime_clock/* systemClock */.ml, secrets),
        network: { connect: connect, createExchange: createExchange }
    };
}

var __webpack_exports__runMain = __webpack_exports__.V;
var __webpack_exports__runPost = __webpack_exports__.a;
export { __webpack_exports__runMain as runMain, __webpack_exports__runPost as runPost };
