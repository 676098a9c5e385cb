// Jest's own environment, with two things that cost the tests a sixth of their time put right. Its global object stands
// behind a proxy, which every mention of a global passes through: here the context is made without one. And errors note
// a hundred frames, where some tests make errors by the ten thousand: here Node's ten.
import { TestEnvironment } from 'jest-environment-node'
import vm from 'node:vm'

// A worker that has nothing left to do ends at once. Node would first take down a heap of many contexts piece by piece, for longer
// than Jest waits before it calls the worker one that hangs.
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
