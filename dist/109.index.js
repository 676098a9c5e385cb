export const id = 109;
export const ids = [109];
export const modules = {

/***/ 5109:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NATIVE: () => (/* binding */ NATIVE)
/* harmony export */ });
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6489);
/* harmony import */ var _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(460);
/* harmony import */ var _entries_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1160);
/* harmony import */ var _located_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8450);




// Services and routes of Cloud-native API Gateway in a manifest. Loaded on demand.
const COMMON_KEYS = ['region-id', 'gateway-id', 'preflight-url', 'probe-url'];
const SERVICE_KEYS = ['service-id', 'addresses', ...COMMON_KEYS];
const ROUTE_KEYS = ['http-api-id', 'route-id', 'backend', 'weight-steps', ...COMMON_KEYS];
/** Ids, in a stage or, as the default of all stages, in the entry. */
const SERVICE_IDS = { 'service-id': _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .serviceId */ .fH, 'gateway-id': _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .gatewayId */ .Q3 };
const ROUTE_IDS = { 'http-api-id': _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .httpApiId */ .GL, 'route-id': _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .routeId */ .ph, 'gateway-id': _native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .gatewayId */ .Q3 };
const SERVICES = {
    noun: 'service',
    sameness: 'service',
    shape: 'a mapping with stages, and optionally service-id and gateway-id',
    stagesShape: 'a mapping of names of your choice to mappings with addresses',
    keys: [...Object.keys(SERVICE_IDS), 'stages'],
    required: ['stages'],
    open: openWith(SERVICE_IDS, readService)
};
const ROUTES = {
    noun: 'route',
    sameness: 'route',
    shape: 'a mapping with stages, and optionally http-api-id, route-id and gateway-id',
    stagesShape: 'a mapping of names of your choice to mappings with backend',
    keys: [...Object.keys(ROUTE_IDS), 'stages'],
    required: ['stages'],
    open: openWith(ROUTE_IDS, readRoute)
};
const NATIVE = { services: SERVICES, routes: ROUTES };
function openWith(parsers, read) {
    return (entry, entryWhat, reading) => {
        const defaults = readIds(entry, entryWhat, parsers, reading);
        const readStage = ({ node, what }) => {
            const isService = parsers === SERVICE_IDS;
            const shape = `a mapping with ${isService ? 'addresses' : 'backend'}`;
            const keys = isService ? SERVICE_KEYS : ROUTE_KEYS;
            const mapping = (0,_located_js__WEBPACK_IMPORTED_MODULE_3__/* .readMapping */ .vh)(node, { what, shape, keys }, reading.find);
            if (mapping === undefined)
                return undefined;
            reading.secrets.add(...(0,_model_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .secretsOf */ .Fj)((0,_located_js__WEBPACK_IMPORTED_MODULE_3__/* .toJson */ .aB)(node)));
            const ids = { ...defaults, ...readIds(mapping, what, parsers, reading) };
            for (const key of Object.keys(parsers)) {
                if (key !== 'gateway-id' && ids[key] === undefined) {
                    reading.find(mapping.at, `${what}: ${key} is required, here or for all stages`);
                }
            }
            return read({ mapping, what, ids }, reading);
        };
        return readStage;
    };
}
/** The IDs that are set. */
function readIds(mapping, what, parsers, { find }) {
    return Object.fromEntries(Object.entries(parsers)
        .filter(([key]) => mapping.entries.has(key))
        .map(([key, parser]) => [key, (0,_located_js__WEBPACK_IMPORTED_MODULE_3__/* .readKey */ .YZ)(mapping, key, what, parser, find) ?? null]));
}
/** The value of a required key of a stage. */
function requiredKey({ mapping, what }, key, { find }) {
    const entry = mapping.entries.get(key);
    if (entry === undefined)
        find(mapping.at, `${what}: ${key} is required`);
    return entry?.value;
}
function readService(stage, reading) {
    const { mapping, what, ids } = stage;
    const addresses = requiredKey(stage, 'addresses', reading);
    const definition = addresses && (0,_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .readAddresses */ .B1)(addresses, `${what}: addresses`, reading.find);
    const common = (0,_entries_js__WEBPACK_IMPORTED_MODULE_2__/* .readCommon */ .Cy)(mapping, what, reading);
    const id = ids['service-id'] ?? undefined;
    if (id === undefined || definition === undefined)
        return undefined;
    return { kind: 'service', ...common, serviceId: id, gatewayId: (0,_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .gatewayOf */ .e4)(ids['gateway-id']), definition };
}
function readRoute(stage, reading) {
    const { mapping, what, ids } = stage;
    const backend = requiredKey(stage, 'backend', reading);
    const definition = backend && (0,_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .readRouteBackend */ .QY)(backend, `${what}: backend`, reading.find);
    const steps = mapping.entries.get('weight-steps');
    const weightSteps = steps ? (0,_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .readWeightSteps */ .YL)(steps.value, `${what}: weight-steps`, reading.find) : [];
    if (steps !== undefined && (weightSteps?.length ?? 0) > 0 && hasServices(backend)) {
        reading.find(steps.at, `${what}: weight-steps ${_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .ONE_SERVICE */ .BL}`);
    }
    const common = (0,_entries_js__WEBPACK_IMPORTED_MODULE_2__/* .readCommon */ .Cy)(mapping, what, reading);
    const apiId = ids['http-api-id'] ?? undefined;
    const id = ids['route-id'] ?? undefined;
    if (apiId === undefined || id === undefined || definition === undefined || weightSteps === undefined) {
        return undefined;
    }
    return {
        kind: 'route',
        ...common,
        httpApiId: apiId,
        routeId: id,
        gatewayId: (0,_native_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .gatewayOf */ .e4)(ids['gateway-id']),
        weightSteps,
        definition
    };
}
function hasServices(backend) {
    return backend?.kind === 'mapping' && backend.entries.has('services');
}


/***/ }),

/***/ 460:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B1: () => (/* binding */ readAddresses),
/* harmony export */   BL: () => (/* binding */ ONE_SERVICE),
/* harmony export */   GL: () => (/* binding */ httpApiId),
/* harmony export */   Q3: () => (/* binding */ gatewayId),
/* harmony export */   QY: () => (/* binding */ readRouteBackend),
/* harmony export */   YL: () => (/* binding */ readWeightSteps),
/* harmony export */   e4: () => (/* binding */ gatewayOf),
/* harmony export */   fH: () => (/* binding */ serviceId),
/* harmony export */   ph: () => (/* binding */ routeId),
/* harmony export */   wF: () => (/* binding */ weightSteps)
/* harmony export */ });
/* unused harmony exports id, protocol, version, address */
/* harmony import */ var _model_host_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5430);
/* harmony import */ var _manifest_located_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8450);
/* harmony import */ var _parsers_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6612);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1099);




// Parsers of inputs for Cloud-native API Gateway. Each throws an Invalid that names what is accepted.
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/;
/** @param example an ID, for the message */
function id(example) {
    return raw => {
        if (ID.test(raw))
            return raw;
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, `an ID of 2 to 128 letters, digits and . _ - that begins with a letter or digit, such as ${example}`);
    };
}
const serviceId = id('svc-cr6pk4tlhtgm58e0');
const httpApiId = id('api-cr6ql0tlhtgmc8o0');
const routeId = id('hr-crf5l7tlhtgp91tabcd0');
const gateway = id('gw-cqoohqtlh0');
/** An ID, or `any`. */
function gatewayId(raw) {
    if (raw === 'any')
        return raw;
    try {
        return gateway(raw);
    }
    catch (error) {
        throw error instanceof _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO ? new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`${error.message}, or any`) : error;
    }
}
/** The gateway that a target must belong to; `undefined` for any. */
function gatewayOf(id) {
    return id === 'any' ? undefined : (id ?? undefined);
}
function protocol(raw) {
    if (raw === 'HTTP' || raw === 'HTTPS')
        return raw;
    throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'HTTP or HTTPS');
}
/** The name of a service's version. */
function version(raw) {
    const problem = raw === '' ? 'is empty' : (0,_model_host_js__WEBPACK_IMPORTED_MODULE_0__/* .damageOf */ .ti)(raw);
    if (problem !== undefined)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(problem);
    if (raw.length > 128)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`has ${raw.length} characters; at most 128 are allowed`);
    return raw;
}
const LIST_OF_ADDRESSES = 'a list of host:port, such as 10.0.0.1:8080';
/** One `host:port`, as written. */
function address(raw) {
    if (raw === '') {
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO('an address is empty: a job output that was dropped or misspelled arrives as an empty string');
    }
    const problem = (0,_model_host_js__WEBPACK_IMPORTED_MODULE_0__/* .addressProblem */ .cg)(raw);
    if (problem !== undefined)
        throw new _source_js__WEBPACK_IMPORTED_MODULE_3__/* .Invalid */ .WO(`${(0,_parsers_js__WEBPACK_IMPORTED_MODULE_2__/* .quoteAddress */ .HL)(raw)} ${problem}`);
    return raw;
}
/** The items of a list, separated by commas or newlines. Empty items next to a comma are kept: a dropped job output leaves them. */
function splitList(raw) {
    const lines = raw
        .split(/[\r\n]+/)
        .map(line => line.trim())
        .filter(line => line !== '');
    return lines.flatMap((line, index) => (index < lines.length - 1 ? line.replace(/,$/, '') : line).split(',').map(part => part.trim()));
}
/** Addresses without repetitions, in any spelling: they are a set. */
function uniqueAddresses(addresses) {
    const seen = new Set();
    return addresses.filter(each => {
        const key = (0,_model_host_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalAddress */ .Z5)(each);
        return !seen.has(key) && seen.add(key);
    });
}
/** `none`, or percentages, separated by commas or newlines. */
function weightSteps(raw) {
    if (raw === 'none')
        return [];
    const parts = splitList(raw);
    const steps = parts.map(part => (/^[1-9]\d{0,2}$/.test(part) ? Number(part) : NaN));
    if (!isLadderOf(steps)) {
        throw (0,_source_js__WEBPACK_IMPORTED_MODULE_3__/* .invalidValue */ .BS)(raw, 'ascending whole percentages up to 100, such as 10, 50, 100, or none');
    }
    return steps;
}
/** Whether percentages ascend to 100. */
function isLadderOf(steps) {
    return steps.at(-1) === 100 && steps.every((step, index) => step >= 1 && step > (steps[index - 1] ?? 0));
}
// Definitions of services and routes, and weight steps, from inputs and manifests.
/**
 * The addresses of a service in the author's order: a list, or a text separated by commas or newlines.
 * @param what what they belong to, for a message; empty if the name of the input says it
 */
function readAddresses(node, what, find) {
    if (node.kind === 'broken')
        return undefined;
    const isText = node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() !== '';
    if (node.kind !== 'list' && !isText) {
        return find(node.at, (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .problemOf */ .Zw)(what, `is ${(0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .nounOf */ .a2)(node)}: must be ${LIST_OF_ADDRESSES}`));
    }
    const items = node.kind === 'list'
        ? node.items
        : splitList(String(node.value)).map(value => ({ kind: 'scalar', at: node.at, value }));
    if (items.length === 0)
        return find(node.at, (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .problemOf */ .Zw)(what, `is empty: must be ${LIST_OF_ADDRESSES}`));
    const addresses = items.flatMap(item => (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(item, what, address, find) ?? []);
    if (addresses.length < items.length)
        return undefined;
    return { addresses: uniqueAddresses(addresses) };
}
const SERVICE_KEYS = ['serviceId', 'port', 'protocol', 'version'];
const BACKEND_SHAPE = 'a mapping such as {"serviceId": "svc-cr6pk4tlhtgm58e0", "port": 8080}, or {"services": [\u2026]} with a weight each';
const MAX_SERVICES = 10;
/** Why weight steps cannot be combined with several services, to follow `weight-steps`. */
const ONE_SERVICE = 'requires a backend with one service: services have their own weights';
/**
 * The backend of a route: one service, or several with weights.
 * @param what what it belongs to, for a message
 */
function readRouteBackend(node, what, find) {
    const problems = { found: false };
    const track = (at, text) => {
        problems.found = true;
        return find(at, text);
    };
    const keys = [...SERVICE_KEYS, 'services'];
    const mapping = (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readMapping */ .vh)(node, { what, shape: BACKEND_SHAPE, keys }, track);
    if (mapping === undefined)
        return undefined;
    const services = mapping.entries.get('services');
    const definition = services === undefined
        ? readService(mapping, what, track)
        : readServices(mapping, services.value, what, track);
    return problems.found || !(0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .isWhole */ .wP)(node) ? undefined : definition;
}
function readServices(mapping, node, what, find) {
    for (const [key, { at }] of mapping.entries) {
        if (SERVICE_KEYS.includes(key))
            find(at, `${what}: ${key} cannot be set together with services: set it for each service`);
    }
    if (node.kind === 'broken')
        return undefined;
    const shape = `a list of mappings with serviceId and weight`;
    if (node.kind !== 'list')
        return find(node.at, `${what}: services is ${(0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .nounOf */ .a2)(node)}: must be ${shape}`);
    const { items } = node;
    if (items.length === 0)
        return find(node.at, `${what}: services is empty: must be ${shape}`);
    if (items.length > MAX_SERVICES) {
        return find(node.at, `${what}: services has ${items.length} entries; at most ${MAX_SERVICES} are allowed`);
    }
    const keys = [...SERVICE_KEYS, 'weight'];
    const read = items.map((item, index) => {
        const whose = `${what}: service ${index + 1}`;
        const service = (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readMapping */ .vh)(item, { what: whose, shape: 'a mapping with serviceId and weight', keys }, find);
        if (service === undefined)
            return undefined;
        const weight = readWhole(service, 'weight', whose, 100, find);
        if (!service.entries.has('weight'))
            find(service.at, `${whose}: weight is required`);
        const rest = readService(service, whose, find);
        return rest && weight !== undefined ? { ...rest, weight } : undefined;
    });
    const whole = read.flatMap(service => service ?? []);
    if (whole.length < items.length)
        return undefined;
    findRepeated(whole, items, what, find);
    const sum = whole.reduce((total, { weight }) => total + weight, 0);
    if (sum !== 100)
        return find(node.at, `${what}: the weights of services sum to ${sum}; they must sum to 100`);
    return { services: whole };
}
function findRepeated(services, items, what, find) {
    const keyOf = (service) => JSON.stringify([service['serviceId'], service['version']]);
    services.forEach((service, index) => {
        const first = services.findIndex(other => keyOf(other) === keyOf(service));
        if (first < index) {
            find(items[index]?.at ?? 0, `${what}: service ${index + 1} is the same service and version as service ${first + 1}`);
        }
    });
}
/** One service, with its keys in a fixed order. */
function readService(mapping, what, find) {
    const { entries, at } = mapping;
    const textOf = (key, parser) => {
        const entry = entries.get(key);
        return entry && (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(entry.value, `${what}: ${key}`, parser, find);
    };
    if (!entries.has('serviceId'))
        find(at, `${what}: serviceId is required`);
    const id = textOf('serviceId', serviceId);
    const port = readWhole(mapping, 'port', what, 65_535, find);
    const scheme = textOf('protocol', protocol);
    const subset = textOf('version', version);
    if (id === undefined)
        return undefined;
    return {
        serviceId: id,
        ...(port === undefined ? {} : { port }),
        ...(scheme === undefined ? {} : { protocol: scheme }),
        ...(subset === undefined ? {} : { version: subset })
    };
}
/** A whole number from 1, as a number or as text, which variables result in. */
function readWhole({ entries }, key, what, most, find) {
    const node = entries.get(key)?.value;
    if (node === undefined || node.kind === 'broken')
        return undefined;
    const number = wholeOf(node);
    if (number !== undefined && number <= most)
        return number;
    const isEmpty = node.kind === 'scalar' && (node.value === null || node.value === '');
    const range = `a whole number from 1 to ${most}`;
    return find(node.at, `${what}: ${key} ${isEmpty ? 'is empty: ' : ''}must be ${range}`);
}
/** A positive whole number that is written as it is sent. */
function wholeOf(node) {
    if (node.kind !== 'scalar' || node.written !== undefined)
        return undefined;
    return /^[1-9]\d{0,8}$/.test(String(node.value)) ? Number(node.value) : undefined;
}
/** The percentages of weight steps: a list, or the text of the input. */
function readWeightSteps(node, what, find) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'list') {
        const text = node.kind === 'scalar' && wholeOf(node) !== undefined ? { ...node, value: String(node.value) } : node;
        return (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)(text, what, weightSteps, find);
    }
    if (node.items.length === 0)
        return find(node.at, `${what} is an empty list: to use none, write none`);
    if (!(0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .isWhole */ .wP)(node))
        return undefined;
    const parts = node.items.map(item => wholeOf(item) ?? 'NaN');
    return (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_1__/* .readText */ .yR)({ kind: 'scalar', at: node.at, value: parts.join(', ') }, what, weightSteps, find);
}


/***/ })

};
