export const id = 29;
export const ids = [29];
export const modules = {

/***/ 2029:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SERVICE_WRITING: () => (/* binding */ SERVICE_WRITING)
/* harmony export */ });
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(766);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9176);


const SERVICE_WRITING = { send: writeAddresses };
/**
 * Sends the addresses of a service once: only these, so that nothing else changes if the service merges, plus the fields that a rollback
 * has to restore.
 */
function writeAddresses(writer, { target, data, over, base }, options) {
    if (target.kind !== 'service')
        throw new Error(`not a service: ${target.kind}`);
    const { serviceId } = target;
    const body = { addresses: [...(0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .addressesOf */ .sO)(data)], ...(0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .restoringFields */ .Tq)(base, over) };
    return writer.write(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .NATIVE_OPERATIONS */ .F.updateService, { serviceId, body }, options);
}


/***/ })

};
