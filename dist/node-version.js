// Loaded before anything else, by a Node of any version: what is newer than Node 14 stands behind this check.
import { appendFileSync } from 'node:fs';
/** The first version that sends requests through proxies by itself. `using: node24` alone promises no minor version. */
const OLDEST = { major: 24, minor: 5 };
/**
 * Whether this Node can run the action. If not, the log says so in one error. All else that an old Node could say is
 * a syntax error somewhere in the bundle.
 * @param outputFile where the outputs of the step go; a post step has none
 */
export function checkNodeVersion(outputFile) {
    const { node } = process.versions;
    const [major = 0, minor = 0] = node.split('.').map(Number);
    if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor))
        return true;
    process.stdout.write('::error title=Node is too old::this action needs Node 24.5 or newer, and this runner started it with ' +
        `Node ${node}. Update the runner (actions/runner), or what stands in for it, to a version whose node24 is ` +
        '24.5 or newer [UnsupportedNode]\n');
    if (outputFile !== undefined) {
        writeOutputs(outputFile, { result: 'failed', 'error-code': 'UnsupportedNode', changed: 'false' });
    }
    return false;
}
function writeOutputs(file, outputs) {
    const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
    try {
        appendFileSync(file, lines.join(''));
    }
    catch {
        // the log has the error
    }
}
