import { z } from 'zod';
import { allDefinitions } from './commands.js';

const commands = allDefinitions.flatMap(({ category, commands: named }) =>
  Object.entries(named).map(([name, definition]) => ({ name: `${category}: ${name}`, ...definition })),
);

describe('the commands of all slices', () => {
  it('name the version of the text that they replace, where they replace one, and only there', () => {
    const naming = commands.filter(({ schema }) =>
      JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).includes('"replaces"'),
    );
    const replacing = commands.filter(({ replacesText }) => replacesText);
    expect(replacing.length).toBeGreaterThan(0);
    expect(naming.map(({ name }) => name)).toEqual(replacing.map(({ name }) => name));
  });
});
