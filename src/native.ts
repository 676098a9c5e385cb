// The main step of native/action.yml; index.ts is that of action.yml.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 5)) {
  const { refuseOldNode } = await import('./node-version.ts')
  refuseOldNode('main', process.env)
} else {
  const { runMain } = await import('./app.ts')
  const code = await runMain('native')
  // as in index.ts
  process.stdout.write('', () => process.exit(code))
}

export {}
