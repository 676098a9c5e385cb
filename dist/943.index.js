export const id = 943;
export const ids = [943];
export const modules = {

/***/ 1938:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ HttpClient)
/* harmony export */ });
/* unused harmony export BearerCredentialHandler */
// `@actions/http-client`. The core package imports it for OIDC, the client of GitHub makes an agent from it
// as soon as it is loaded: requests go through src/runtime/http.ts, so there is no agent to make.
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


/***/ }),

/***/ 2880:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ fetch)
/* harmony export */ });
/* harmony import */ var _not_bundled_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2694);

// The client of GitHub imports it for requests that src/github/fetch.ts sends in its place.
const fetch = () => Promise.reject((0,_not_bundled_js__WEBPACK_IMPORTED_MODULE_0__/* .notBundled */ .C)('undici'));


/***/ })

};
