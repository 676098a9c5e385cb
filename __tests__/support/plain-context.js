// Jest's own environment, with three things that cost the tests a quarter of their time put right. Its global object stands
// behind a proxy, which every mention of a global passes through: here the context is made without one. Errors note
// a hundred frames, where some tests make errors by the ten thousand: here Node's ten. And Jest compiles itself and the
// libraries anew for each test file: here once for each worker.
import { TestEnvironment } from 'jest-environment-node'
import vm from 'node:vm'

// A worker that has nothing left to do ends at once. Node would first take down a heap of many contexts piece by piece, for longer
// than Jest waits before it calls the worker one that hangs.
// A function belongs to the context that it was compiled for. A script can run in every one, and what of it is compiled by
// then stays compiled.
const { compileFunction } = vm
const scripts = new Map()
vm.compileFunction = (code, parameters, options) => {
  const { filename, importModuleDynamically, parsingContext } = options
  if (!filename.includes('node_modules')) return compileFunction(code, parameters, options)
  let known = scripts.get(filename)
  if (known?.code !== code) {
    const head = `(function (${parameters.join()}) {`
    const made = { code, importModuleDynamically }
    made.script = new vm.Script(`${head}${code}\n})`, {
      filename,
      // as if the head were not there
      columnOffset: -head.length,
      importModuleDynamically: (...asked) => made.importModuleDynamically(...asked)
    })
    scripts.set(filename, (known = made))
  }
  // an import belongs to the test file that runs now
  known.importModuleDynamically = importModuleDynamically
  return known.script.runInContext(parsingContext)
}

if (process.connected) process.once('beforeExit', () => process.exit())

export default class PlainContext extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY)
    try {
      super(config, context)
    } finally {
      vm.createContext = createContext
    }
    this.global.Error.stackTraceLimit = 10
  }
}
