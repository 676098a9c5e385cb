export const id = 880;
export const ids = [880];
export const modules = {

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
