export const id = 20;
export const ids = [20];
export const modules = {

/***/ 7020:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readMany: () => (/* binding */ readMany)
});

// EXTERNAL MODULE: ./model/shard.js
var model_shard = __webpack_require__(9894);
// EXTERNAL MODULE: ./input/source.js
var input_source = __webpack_require__(38);
// EXTERNAL MODULE: ./model/backend.js
var model_backend = __webpack_require__(2482);
// EXTERNAL MODULE: ./model/redact.js
var redact = __webpack_require__(6489);
// EXTERNAL MODULE: ./input/definition.js
var input_definition = __webpack_require__(7322);
// EXTERNAL MODULE: ./input/located.js
var located = __webpack_require__(845);
// EXTERNAL MODULE: ./input/parsers.js
var parsers = __webpack_require__(891);
// EXTERNAL MODULE: ./input/closest.js
var closest = __webpack_require__(8488);
// EXTERNAL MODULE: ./input/invalid.js
var invalid = __webpack_require__(7811);
;// CONCATENATED MODULE: ./input/reading.js


/**
 * A mapping with known keys; without `keys` any are.
 * @param what whose it is, for a message
 * @param shape what it should be, for a message
 */
function readMapping(node, { what, shape, keys }, find) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'mapping')
        return find(node.at, `${what} is ${kindOf(node)}; it is ${shape}`);
    if (keys === undefined)
        return node;
    for (const [key, { at }] of node.entries) {
        if (keys.includes(key))
            continue;
        // the key itself is not repeated: where indentation slipped it may be anything
        const close = (0,closest/* closest */.k)(key, keys);
        find(at, `${what} does not take this key${close === undefined ? '' : `; is ${close} meant?`} (known: ${keys.join(', ')})`);
    }
    return node;
}
/** A text, as a parser takes it. */
function readText(node, what, parser, find) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'scalar' || node.value === null)
        return find(node.at, `${what} is ${kindOf(node)}`);
    if (typeof node.value !== 'string') {
        return find(node.at, `${what} is ${kindOf(node)} where a text is taken; put it in quotes`);
    }
    try {
        return parser(node.value);
    }
    catch (error) {
        if (error instanceof invalid/* Invalid */.W)
            return find(node.at, `${what} ${error.message}`);
        throw error;
    }
}
/** The text of a key, if it is there. */
function readKey({ entries }, key, what, parser, find) {
    const entry = entries.get(key);
    return entry && readText(entry.value, `${what}: ${key}`, parser, find);
}
function kindOf(node) {
    if (node.kind !== 'scalar')
        return `a ${node.kind}`;
    if (node.value === null)
        return 'empty';
    return typeof node.value === 'string' ? 'a text' : `a ${typeof node.value}`;
}

;// CONCATENATED MODULE: ./input/manifest.js






const TOP_KEYS = ['$schema', 'version', 'backends'];
const BACKEND_KEYS = ['backend-id', 'backend-type', 'stages'];
const STAGE_KEYS = ['region-id', 'backend-id', 'backend-type', 'backend-model-id', 'probe-url', 'data'];
const BACKEND_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
/** The word for every target. */
const RESERVED_NAME = 'all';
/**
 * Reads a manifest, and finds everything that is wrong with it. `backends` is `undefined` when none could
 * be read.
 */
function readManifest(root, options) {
    const findings = [];
    const find = (at, what) => {
        findings.push({ at, what });
        return undefined;
    };
    const reading = { ...options, find };
    const backends = readTop(root, reading);
    findTwice(backends ?? [], reading);
    return { backends, findings };
}
function readTop(root, reading) {
    const { find } = reading;
    const shape = 'a mapping with version and backends';
    const top = readMapping(root, { what: 'the manifest', shape, keys: TOP_KEYS }, find);
    if (top === undefined)
        return undefined;
    readKey(top, '$schema', 'the manifest', parsers/* text */.Qq, find);
    const version = top.entries.get('version')?.value;
    if (version === undefined)
        find(top.at, 'version is needed: version: 1');
    else if (version.kind !== 'broken' && !(version.kind === 'scalar' && version.value === 1)) {
        find(version.at, 'version is not 1, the only one that there is');
    }
    const backends = top.entries.get('backends');
    if (backends === undefined)
        return find(top.at, 'backends is needed: a mapping of names to backends');
    return readNames(backends.value, 'backends', 'a mapping of names to backends', find)?.flatMap(([name, entry]) => readBackend(name, entry, reading) ?? []);
}
/** The entries of a mapping whose keys are names. There is at least one. */
function readNames(node, what, shape, find) {
    const mapping = readMapping(node, { what, shape }, find);
    if (mapping?.entries.size === 0)
        return find(mapping.at, `${what} has nothing in it; it is ${shape}`);
    return mapping && [...mapping.entries];
}
/** @returns `undefined` for what has no name */
function readBackend(name, { at, value }, reading) {
    const { find } = reading;
    const named = BACKEND_NAME.test(name) && name !== RESERVED_NAME;
    if (name === RESERVED_NAME)
        find(at, `${name} is no name of a backend: targets has it for all of them`);
    // otherwise the name itself is not repeated: it may be anything
    else if (!named) {
        find(at, 'no name of a backend: 1 to 63 letters, digits and . _ -, the first of them a letter or digit');
    }
    const what = named ? name : 'a backend';
    const shape = 'a mapping with backend-id and stages';
    const mapping = readMapping(value, { what, shape, keys: BACKEND_KEYS }, find);
    const stages = mapping && readStages(mapping, { what, at }, reading);
    return named ? { name, stages } : undefined;
}
function readStages(mapping, { what, at }, reading) {
    const { find } = reading;
    const { entries } = mapping;
    for (const key of ['backend-id', 'stages'])
        if (!entries.has(key))
            find(at, `${what}: ${key} is needed`);
    const backend = {
        what,
        backendId: readKey(mapping, 'backend-id', what, parsers.id, find),
        backendType: readKey(mapping, 'backend-type', what, parsers/* backendType */.r_, find)
    };
    const node = entries.get('stages')?.value;
    const stages = node && readNames(node, `${what}: stages`, 'a mapping of stages to definitions', find);
    const read = stages?.map(([stageName, entry]) => {
        const named = (0,model_backend/* isStageName */._)(stageName);
        if (!named)
            find(entry.at, `${what}: no name of a stage: ${STAGE_NAMES}`);
        const name = `${what}/${named ? stageName : 'a stage'}`;
        const { at } = entry;
        const place = reading.place(at);
        return { name, stageName, named, at, place, entry: readStage(entry.value, name, backend, reading) };
    });
    // where one has no name, nothing can be said about which there are
    return read?.every(({ named }) => named) === true ? read : undefined;
}
const STAGE_NAMES = 'RELEASE, PRE, TEST, or a custom environment of 2 to 10 capital letters and digits';
function readStage(node, what, backend, reading) {
    if (node.kind !== 'mapping' || !node.entries.has('data')) {
        return readShortForm(node, what, backend, reading);
    }
    const { find } = reading;
    readMapping(node, { what, shape: 'a mapping', keys: STAGE_KEYS }, find);
    const { entries } = node;
    const data = entries.get('data');
    const probeUrl = entries.get('probe-url');
    const backendType = readKey(node, 'backend-type', what, parsers/* backendType */.r_, find) ?? backend.backendType;
    const definition = data && readDefinition(data.value, `${what}: data`, backendType, reading);
    const backendId = readKey(node, 'backend-id', what, parsers.id, find) ?? backend.backendId;
    const rest = {
        backendType,
        backendModelId: readKey(node, 'backend-model-id', what, parsers.id, find),
        regionId: readKey(node, 'region-id', what, parsers/* region */.Ny, find),
        probeUrls: probeUrl && readProbeUrls(probeUrl.value, `${what}: probe-url`, reading)
    };
    if (backendId === undefined || definition === undefined)
        return undefined;
    return { ...rest, backendId, definition };
}
/** The definition alone. */
function readShortForm(node, what, { backendId, backendType }, reading) {
    const long = node.kind === 'mapping' ? [...node.entries].filter(([key]) => STAGE_KEYS.includes(key)) : [];
    for (const [key, { at }] of long) {
        reading.find(at, `${what}: beside ${key} the definition stands under the key data, which there is not`);
    }
    if (long.length > 0)
        return undefined;
    const definition = readDefinition(node, what, backendType, reading);
    if (backendId === undefined || definition === undefined)
        return undefined;
    return {
        backendId,
        backendType,
        backendModelId: undefined,
        regionId: undefined,
        probeUrls: undefined,
        definition
    };
}
function readDefinition(node, what, backendType, { kind, secrets, find }) {
    if (node.kind === 'broken')
        return undefined;
    if (node.kind !== 'mapping') {
        return find(node.at, `${what} is ${kindOf(node)}; a definition is a mapping, as {"ServiceAddress": "http://10.0.0.1:8080"}`);
    }
    const definition = (0,located/* toObject */.vw)(node);
    secrets.add(...(0,redact/* secretsOf */.Fj)(definition));
    // of what is not whole, the rest would be said twice
    if (!(0,located/* isWhole */.wP)(node))
        return undefined;
    for (const { key, message } of (0,input_definition/* definitionErrors */.j)(definition, kind, backendType)) {
        const at = (key === undefined ? undefined : node.entries.get(key)?.value.at) ?? node.at;
        find(at, `${what}${key === undefined ? '' : ':'} ${message}`);
    }
    return definition;
}
/** `none`, a URL a line, or a list of URLs. */
function readProbeUrls(node, what, { secrets, find }) {
    secrets.add(...(0,redact/* secretsOf */.Fj)((0,located/* toJson */.aB)(node)));
    if (node.kind !== 'list') {
        return readText(node, what, raw => parsers/* probeUrls */.Vx(parsers/* filled */.Bq(raw.trim())), find);
    }
    const { length } = node.items;
    if (length === 0)
        return find(node.at, `${what} is an empty list; for none, write none`);
    if (length > parsers/* MAX_PROBE_URLS */.Vd) {
        return find(node.at, `${what} has ${length} URLs; at most ${parsers/* MAX_PROBE_URLS */.Vd} are taken`);
    }
    return node.items.flatMap(item => readText(item, what, parsers/* probeUrl */.K7, find) ?? []);
}
/** The same backend and stage in two places: one of them would overwrite the other. */
function findTwice(backends, { regionId: ofTheStep = '', find }) {
    const seen = new Map();
    for (const stage of backends.flatMap(({ stages }) => stages ?? [])) {
        if (stage.entry === undefined)
            continue;
        const { backendId, regionId = ofTheStep } = stage.entry;
        const key = `${regionId}/${backendId}/${stage.stageName}`;
        const first = seen.get(key);
        if (first === undefined)
            seen.set(key, stage);
        else
            find(stage.at, `${stage.name} is the same backend and stage as ${first.name} (${first.place})`);
    }
}

// EXTERNAL MODULE: ./input/variables.js
var variables = __webpack_require__(8458);
// EXTERNAL MODULE: ./input/workspace-file.js
var workspace_file = __webpack_require__(4785);
;// CONCATENATED MODULE: ./input/manifest-file.js




/** More problems than anybody reads. */
const MOST_PROBLEMS = 100;
/**
 * Reads a manifest of the workspace. Every problem is reported with file, line and column, never with the
 * file's text, and everything that could be read is given back none the less.
 */
async function readManifestFile(path, options) {
    const { source, workspace, secrets, places, kind, filling } = options;
    const text = await (0,input_source/* attemptAsync */.mx)(() => (0,workspace_file/* readWorkspaceFile */.s)(path, workspace), source, 'manifest');
    if (text === undefined)
        return undefined;
    const { parseYaml } = await Promise.all(/* import() */[__webpack_require__.e(483), __webpack_require__.e(924)]).then(__webpack_require__.bind(__webpack_require__, 5924));
    const parsed = parseYaml(text);
    const place = (at) => `${path}, ${parsed.place(at)}`;
    if (parsed.root === undefined) {
        for (const { at, what } of parsed.findings) {
            source.report('manifest', `${place(at)}: neither JSON nor YAML: ${what}`);
        }
        return undefined;
    }
    // without the input, too: a placeholder that nothing fills in is a mistake
    const filled = (0,variables/* fillIn */.pz)(parsed.root, filling ?? (0,variables/* fillingOf */.Fw)(new Map()));
    const { backends, findings } = readManifest(filled.root, {
        kind,
        regionId: places.region.regionId,
        secrets,
        place
    });
    const all = [...parsed.findings, ...filled.findings, ...findings].sort((a, b) => a.at - b.at);
    for (const { at, what } of all.slice(0, MOST_PROBLEMS))
        source.report('manifest', `${place(at)}: ${what}`);
    const more = all.length - MOST_PROBLEMS;
    if (more > 0)
        source.report('manifest', `${path} has ${more} more problems`);
    return backends;
}

;// CONCATENATED MODULE: ./input/selection.js


/**
 * The stages of backends that a step is about.
 * @param stageName one stage of each backend, or `*` for all of them
 * @param targets `name` or `name/STAGE`
 */
function selection_select(backends, { stageName, targets }) {
    const isSelected = (stage) => stageName === '*' || stage.stageName === stageName;
    return targets === 'all'
        ? selectAll(backends, stageName, isSelected)
        : selectNamed(backends, stageName, isSelected, targets);
}
function selectAll(backends, stageName, isSelected) {
    const stages = backends.flatMap(backend => backend.stages?.filter(isSelected) ?? []);
    const without = backends.filter(backend => backend.stages?.some(isSelected) === false);
    if (without.length === 0)
        return { stages, problems: [], notices: [] };
    if (without.length === backends.length) {
        const known = [...new Set(backends.flatMap(backend => namesOf(backend.stages)))];
        const message = `no backend of the manifest has the stage ${stageName}; its stages are ${some(known)}`;
        return { stages, problems: [{ input: 'stage-name', message }], notices: [] };
    }
    const names = some(without.map(({ name }) => name));
    return {
        stages,
        problems: [],
        notices: [`left out, because they have no stage ${stageName} in the manifest: ${names}`]
    };
}
function selectNamed(backends, stageName, isSelected, targets) {
    const known = new Map(backends.map(backend => [backend.name, backend]));
    const chosen = new Set();
    const problems = targets.flatMap(target => {
        const [name = '', stage, ...more] = target.split('/');
        const backend = known.get(name);
        if (backend === undefined || more.length > 0) {
            const names = stage === undefined ? [...known.keys()] : backends.flatMap(fullNamesOf);
            return `${(0,invalid/* given */.g)(target)} is not in the manifest${meant((0,closest/* closestOf */.P)(target, names))}`;
        }
        const { stages } = backend;
        if (stages === undefined)
            return [];
        const found = stages.filter(one => (stage === undefined ? isSelected(one) : one.stageName === stage));
        if (found.length === 0) {
            return `${name} has no stage ${(0,invalid/* given */.g)(stage ?? stageName)} in the manifest; it has ${some(namesOf(stages))}`;
        }
        if (!found.every(isSelected)) {
            return `${target} is of another stage than stage-name, which is ${stageName}; with * it is every stage`;
        }
        for (const one of found)
            chosen.add(one);
        return [];
    });
    return {
        stages: backends.flatMap(({ stages }) => stages?.filter(one => chosen.has(one)) ?? []),
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
function meant(names) {
    return names.length === 0 ? '' : `; is ${names.join(' or ')} meant?`;
}
const MOST_NAMES = 20;
/** Names for a message. */
function some(names) {
    const more = names.length - MOST_NAMES;
    return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

;// CONCATENATED MODULE: ./input/many-targets.js



const EXCLUDED = [
    'backend-id',
    'backend-type',
    'backend-model-id',
    'backend-model-data',
    'backend-model-data-file'
];
/** Reads those of a manifest. */
async function readMany(path, inputs, context) {
    const { source } = context;
    for (const name of EXCLUDED) {
        if (source.raw(name) !== '')
            source.report(name, 'was given beside manifest, which holds it; give one of them');
    }
    const { stageName, targets, shard, kind = 'full', filling } = inputs;
    const backends = await readManifestFile(path, { ...context, kind, filling });
    if (backends === undefined || stageName === undefined || targets === undefined)
        return undefined;
    const selection = selection_select(backends, { stageName, targets });
    for (const { input, message } of selection.problems)
        source.report(input, message);
    const selected = selection.stages.flatMap(stage => placed(stage, inputs, context) ?? []);
    if (shard === undefined)
        return undefined;
    const { index, count } = shard;
    return {
        targets: selected.filter(({ backendId }) => index === '*' || (0,model_shard/* shardOf */.I)(backendId, count) === index),
        notices: selection.notices,
        manifest: { path, shard }
    };
}
/** A stage of the manifest as a target, in its region. */
function placed({ name, stageName, place, entry }, { kind, description, probeUrls: ofAll }, { source, places }) {
    if (entry === undefined || kind === undefined)
        return undefined;
    const { regionId = places.region.regionId } = entry;
    if (entry.regionId !== undefined && !places.serves(entry.regionId)) {
        return source.report('endpoint', `is that of another region than ${entry.regionId}, where ${name} lives (${place}); without endpoint each region has its own`);
    }
    const endpoint = places.endpointOf(entry.regionId);
    const probeUrls = entry.probeUrls ?? ofAll;
    if (endpoint === undefined || probeUrls === undefined)
        return undefined;
    return { ...entry, name, stageName, kind, description, regionId, endpoint, probeUrls };
}


/***/ })

};
