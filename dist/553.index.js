export const id = 553;
export const ids = [553];
export const modules = {

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


/***/ }),

/***/ 1553:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   nativeInputs: () => (/* binding */ nativeInputs),
/* harmony export */   readNativeRollback: () => (/* binding */ readNativeRollback),
/* harmony export */   readNativeTargets: () => (/* binding */ readNativeTargets)
/* harmony export */ });
/* harmony import */ var _model_endpoints_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6489);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4772);
/* harmony import */ var _manifest_located_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8450);
/* harmony import */ var _parsers_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6612);
/* harmony import */ var _definitions_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(460);






// The inputs of native/action.yml. Loaded for that action only.
const OWN = {
    'service-id': { parse: _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .serviceId */ .fH },
    addresses: { parse: _parsers_js__WEBPACK_IMPORTED_MODULE_3__/* .text */ .Qq, untrimmed: true, secrets: raw => (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .secretsOf */ .Fj)(raw) },
    'http-api-id': { parse: _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .httpApiId */ .GL },
    'route-id': { parse: _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .routeId */ .ph },
    'route-backend': { parse: _parsers_js__WEBPACK_IMPORTED_MODULE_3__/* .text */ .Qq, untrimmed: true, secrets: raw => (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .secretsOf */ .Fj)(raw) },
    'weight-steps': { parse: _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .weightSteps */ .wF, fallback: 'none', guard: true },
    'gateway-id': { parse: _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .gatewayId */ .Q3, fallback: 'any', guard: true },
    mode: { parse: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_3__/* .oneOf */ .yL)('apply', 'plan', 'validate'), fallback: 'apply' },
    // the default depends on weight-steps
    'rollback-on-failure': { parse: _parsers_js__WEBPACK_IMPORTED_MODULE_3__/* .boolean */ .zM }
};
/**
 * Every input of native/action.yml.
 * @param shared the rows that both action files share. Passed in, because each module in two chunks slows down the bundle
 */
function nativeInputs(shared) {
    const { 'allow-older-run': _olderRun, endpoint: _endpoint, ...rest } = shared;
    return { ...rest, ...OWN };
}
const SERVICE_INPUTS = ['service-id', 'addresses'];
const ROUTE_INPUTS = ['http-api-id', 'route-id', 'route-backend'];
/** Reads the target, a service or a route. Every problem is reported. */
async function readNativeTargets(source, { places, urls }) {
    const value = source.reader(OWN);
    const gateway = value('gateway-id');
    const own = kindOf(source) === 'route' ? await readRoute(source, gateway) : await readService(source, gateway);
    crossCheckLadder(source, urls);
    const endpoint = places.endpointOf(_model_endpoints_js__WEBPACK_IMPORTED_MODULE_0__/* .NATIVE_API_GATEWAY */ .aO, undefined);
    if (own === undefined || gateway === undefined || endpoint === undefined || urls === undefined) {
        return undefined;
    }
    const { regionId } = places.region;
    const target = { ...own, stageName: undefined, description: undefined, regionId, endpoint, ...urls };
    return { targets: [target], notices: [], manifest: undefined };
}
/** Whether a failure is rolled back; `undefined` if a problem was reported. */
function readNativeRollback(source) {
    const value = source.reader(OWN);
    const isSet = source.raw('rollback-on-failure') !== '';
    return isSet ? value('rollback-on-failure') : hasLadder(source);
}
function hasLadder(source) {
    return (source.reader(OWN)('weight-steps') ?? []).length > 0;
}
/** The kind of the target; inputs that are missing, or belong to the other kind, are reported. */
function kindOf(source) {
    const setOf = (names) => names.filter(name => source.raw(name) !== '');
    const [ofService, ofRoute] = [setOf(SERVICE_INPUTS), setOf(ROUTE_INPUTS)];
    const [first] = ofService;
    if (first === undefined && ofRoute.length === 0) {
        source.report('service-id', `is required, with addresses; or, for a route, ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_5__/* .joinWithAnd */ .Ol)(ROUTE_INPUTS)}`);
    }
    else if (first !== undefined && ofRoute.length > 0) {
        source.report(first, `cannot be set together with ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_5__/* .joinWithAnd */ .Ol)(ofRoute)}: a step switches one service or one route`);
    }
    else {
        const [whole, present] = first === undefined ? [ROUTE_INPUTS, ofRoute] : [SERVICE_INPUTS, ofService];
        for (const name of whole) {
            if (!present.includes(name))
                source.report(name, `is required with ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_5__/* .joinWithAnd */ .Ol)(present)}`);
        }
    }
    return ofRoute.length > ofService.length ? 'route' : 'service';
}
async function readService(source, gateway) {
    const value = source.reader(OWN);
    const id = value('service-id');
    const addresses = value('addresses');
    const definition = addresses === undefined || source.raw('addresses') === ''
        ? undefined
        : await parseAddresses(source, addresses);
    if (id === undefined || definition === undefined)
        return undefined;
    return { kind: 'service', name: id, serviceId: id, gatewayId: (0,_definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .gatewayOf */ .e4)(gateway), definition };
}
async function readRoute(source, gateway) {
    const value = source.reader(OWN);
    const apiId = value('http-api-id');
    const id = value('route-id');
    const steps = value('weight-steps');
    const backend = value('route-backend');
    const definition = backend === undefined || source.raw('route-backend') === ''
        ? undefined
        : await readDocument(source, 'route-backend', backend, (root, find) => (0,_definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .readRouteBackend */ .QY)(root, 'the backend', find));
    if (definition !== undefined && Object.hasOwn(definition, 'services') && (steps ?? []).length > 0) {
        return source.report('weight-steps', _definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .ONE_SERVICE */ .BL);
    }
    if (apiId === undefined || id === undefined || steps === undefined || definition === undefined) {
        return undefined;
    }
    return {
        kind: 'route',
        name: `${apiId}/${id}`,
        httpApiId: apiId,
        routeId: id,
        gatewayId: (0,_definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .gatewayOf */ .e4)(gateway),
        weightSteps: steps,
        definition
    };
}
/** Addresses separated by commas or newlines, or in the form of the output previous-definition: `{"addresses": [\u2026]}`. */
async function parseAddresses(source, text) {
    if (!/^\s*\{/.test(text)) {
        const found = new Set();
        const list = { kind: 'scalar', at: 0, value: text };
        const definition = (0,_definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .readAddresses */ .B1)(list, '', (_, what) => void found.add(what));
        reportSome(source, 'addresses', [...found]);
        return definition;
    }
    return readDocument(source, 'addresses', text, (root, find) => {
        const what = 'the mapping';
        const shape = '{"addresses": ["host:port"]}';
        const mapping = (0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_2__/* .readMapping */ .vh)(root, { what, shape, keys: ['addresses'] }, find);
        if (mapping === undefined)
            return undefined;
        const addresses = mapping.entries.get('addresses');
        return addresses === undefined
            ? find(root.at, 'addresses is required')
            : (0,_definitions_js__WEBPACK_IMPORTED_MODULE_4__/* .readAddresses */ .B1)(addresses.value, '', find);
    });
}
const MAX_FINDINGS = 20;
/** Reads the JSON or YAML document of an input; problems are reported with line and column. */
async function readDocument(source, name, document, read) {
    const { parseYaml } = await Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(49)]).then(__webpack_require__.bind(__webpack_require__, 4049));
    const { root, findings, position } = parseYaml(document);
    const all = [...findings];
    const result = root && read(root, (at, what) => void all.push({ at, what }));
    const problems = all
        .toSorted((a, b) => a.at - b.at)
        .map(({ at, what }) => {
        const problem = root === undefined ? `neither JSON nor YAML: ${what}` : what;
        return `${(0,_manifest_located_js__WEBPACK_IMPORTED_MODULE_2__/* .placeText */ .Z9)(position(at))}: ${problem}`;
    });
    reportSome(source, name, problems);
    return all.length === 0 ? result : undefined;
}
function reportSome(source, name, problems) {
    for (const problem of problems.slice(0, MAX_FINDINGS))
        source.report(name, problem);
    const more = problems.length - MAX_FINDINGS;
    if (more > 0)
        source.report(name, `has ${more} more problems`);
}
/** Reports what `weight-steps` requires, and what cannot be combined with it. */
function crossCheckLadder(source, urls) {
    if (!hasLadder(source))
        return;
    if (SERVICE_INPUTS.some(name => source.raw(name) !== '')) {
        source.report('weight-steps', 'requires a route: the addresses of a service are switched at once');
        return;
    }
    if (urls?.preflightUrls.length === 0 && urls.probeUrls.length === 0) {
        source.report('weight-steps', 'requires preflight-url or probe-url, to check each step');
    }
    if (source.reader(OWN)('rollback-on-failure') === false) {
        source.report('rollback-on-failure', 'must not be false with weight-steps, which always rolls back: remove it, or write true');
    }
}


/***/ })

};
