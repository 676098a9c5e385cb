import { idOf } from '../cloud/ids.ts'
import type { Group, SeedApi, SeedBackend } from '../seed.ts'
import type { Place } from './place.ts'
import { unknownName, unknownStage } from './unknown.ts'

/** `group` and `backend` are IDs or names. */
export function readApi(
  place: Place,
  groups: ReadonlyMap<string, Group>,
  backends: ReadonlyMap<string, SeedBackend>
): SeedApi {
  const known = [
    'id',
    'name',
    'description',
    'group',
    'method',
    'path',
    'backend',
    'published',
    'update-fails'
  ]
  const fields = place.record(known, ['name', 'group', 'path', 'backend'])
  const name = fields.get('name')?.text() ?? ''
  const group = resolveReference(fields.get('group'), groups, 'group')
  const backend = resolveReference(fields.get('backend'), backends, 'backend')
  const published = fields.get('published')?.list() ?? []
  return {
    id: fields.get('id')?.text() ?? idOf(`api/${group?.id ?? ''}/${name}`),
    name,
    description: fields.get('description')?.text(/^[^]*$/) ?? '',
    group: group?.id ?? '',
    method: fields.get('method')?.text(/^[A-Z]+$/, 'a method such as GET, or ANY') ?? 'GET',
    path: fields.get('path')?.text(/^\/[^\s?#]*$/, 'a path that begins with /') ?? '/',
    backend: backend?.id ?? '',
    published: published.map(stage => {
      const stageName = stage.text()
      // an API cannot be published in a stage without a definition
      if (backend !== undefined && !backend.stages.some(({ name }) => name === stageName)) {
        const known = backend.stages.map(({ name }) => name)
        stage.problem(unknownStage(stageName, backend.name, known))
      }
      return stageName
    }),
    updateFails: fields.get('update-fails')?.text()
  }
}

/** Indexes items by ID and name; the first item wins. */
export function byIdAndName<Item extends { id: string; name: string }>(
  items: readonly Item[]
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>()
  for (const item of items) {
    for (const key of [item.id, item.name]) if (!found.has(key)) found.set(key, item)
  }
  return found
}

export function resolveReference<Item extends { id: string; name: string }>(
  place: Place | undefined,
  items: ReadonlyMap<string, Item>,
  what: string
): Item | undefined {
  const text = place?.text()
  const item = items.get(text ?? '')
  if (place !== undefined && text !== undefined && item === undefined && text !== '') {
    const names = [...items.values()].map(({ name }) => name)
    place.problem(unknownName(what, text, names))
  }
  return item
}
