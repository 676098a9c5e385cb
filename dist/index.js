// The main step of action.yml; native.ts is that of native/action.yml. Each file that Node loads in addition to the
// bundle, and each built-in module that is imported by name, delays the start by milliseconds: only what runs is imported.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 5)) {
    const { refuseOldNode } = await import('./node-version.js');
    refuseOldNode('main', process.env);
}
else {
    const { runMain } = await import('./app.js');
    const code = await runMain();
    // exit once the output is written: open handles must neither delay the job nor be closed one by one
    process.stdout.write('', () => process.exit(code));
}
export {};
