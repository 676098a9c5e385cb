// The main step of action.yml; that of native/action.yml is native.ts. Each file that Node loads beside the bundle, and each of its own modules that is imported by name, costs the start
// some milliseconds: nothing is imported here but what is run.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 5)) {
  const { refuseOldNode } = await import('./node-version.ts')
  refuseOldNode('main', process.env)
} else {
  const { runMain } = await import('./app.ts')
  const code = await runMain()
  // all has been said: once it is written, nothing that is still open holds the job, or is taken down piece by piece
  process.stdout.write('', () => process.exit(code))
}

export {}
