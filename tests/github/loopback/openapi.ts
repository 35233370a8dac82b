// GitHub's own description of its interface as a judge of each request and each answer of the loopback.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  readonly template: string;
  readonly pattern: RegExp;
  readonly methods: Record<string, Json>;
}

export interface Description {
  /** The operation of a request, `GET /repos/{owner}/…`; undefined where GitHub has none. */
  operationOf(method: string, path: string): string | undefined;
  /** What is wrong with a request or an answer, in words; empty where nothing is. */
  checkRequest(operation: string, query: URLSearchParams, body: unknown): string[];
  checkAnswer(operation: string, status: number, body: unknown): string[];
  /** A copy of an example of GitHub's. */
  example(name: string): Json;
}

const FAILURE: Json = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' }, documentation_url: { type: 'string' }, errors: { type: 'array' } },
};

/** Only what is asked for is compiled: the description has 13 MB. */
export function loadDescription(): Description {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const components = document.components as Record<string, Record<string, Json>>;
  const paths = document.paths as Record<string, Record<string, Json>>;
  const operations: Operation[] = Object.entries(paths).map(([template, methods]) => {
    const source = template.replace(/\{[^}]+\}/g, '([^/]+)');
    return { template, pattern: new RegExp(`^${source}$`), methods };
  });
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  const added = new Set<string>();
  const compiled = new Map<string, ValidateFunction>();

  /** Adds the schemas that one refers to, and returns it with references that ajv follows. */
  const linked = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(linked);
    if (typeof schema !== 'object' || schema === null) return schema;
    const copy: Json = {};
    for (const [key, value] of Object.entries(schema)) {
      if (key === '$ref' && typeof value === 'string') {
        const name = value.replace('#/components/schemas/', '');
        copy.$ref = `schema:${name}`;
        if (!added.has(name)) {
          added.add(name);
          ajv.addSchema({ ...(linked(components.schemas[name]) as Json), $id: `schema:${name}` });
        }
      } else if (key !== 'example' && key !== 'examples') {
        copy[key] = linked(value);
      }
    }
    return copy;
  };
  const check = (name: string, schema: unknown, value: unknown): string[] => {
    const validate = compiled.get(name) ?? ajv.compile(linked(schema) as Json);
    compiled.set(name, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => `${name}: ${error.instancePath} ${error.message}`);
  };
  const find = (operation: string): Json => {
    const [method, template] = operation.split(' ');
    return paths[template][method.toLowerCase()];
  };
  return {
    operationOf(method, path) {
      const fitting = operations.filter(
        ({ pattern, methods }) => pattern.test(path) && methods[method.toLowerCase()] !== undefined,
      );
      // `/pulls/comments/{id}` before `/pulls/{number}/…`: fewer placeholders fit better.
      const [best] = fitting.sort((a, b) => holes(a.template) - holes(b.template));
      return best && `${method} ${best.template}`;
    },
    checkRequest(operation, query, body) {
      const { requestBody, parameters = [] } = find(operation) as { requestBody?: Json; parameters?: Json[] };
      const known = parameters.map((parameter) => {
        const ref = parameter.$ref;
        return typeof ref === 'string' ? components.parameters[ref.replace('#/components/parameters/', '')] : parameter;
      });
      const problems: string[] = [];
      for (const [name, text] of query) {
        const parameter = known.find((p) => p.name === name && p.in === 'query');
        if (!parameter) {
          problems.push(`${operation}: no parameter ${name}`);
          continue;
        }
        const isNumber = (parameter.schema as Json).type === 'integer';
        problems.push(...check(`${operation} ?${name}`, parameter.schema, isNumber ? Number(text) : text));
      }
      const content = (requestBody?.content as Record<string, Json> | undefined)?.['application/json'];
      if (content && body !== undefined) problems.push(...check(`${operation} body`, content.schema, body));
      if (content && body === undefined && requestBody?.required) problems.push(`${operation}: has no body`);
      if (!content && body !== undefined) problems.push(`${operation}: takes no body`);
      return problems;
    },
    checkAnswer(operation, status, body) {
      const { responses } = find(operation) as { responses: Record<string, Json> };
      const answer = responses[String(status)];
      const ref = answer?.$ref;
      const described =
        typeof ref === 'string' ? components.responses[ref.replace('#/components/responses/', '')] : answer;
      const content = (described?.content as Record<string, Json> | undefined)?.['application/json'];
      if (status >= 400) return check('failure', FAILURE, body);
      if (!described) return [`${operation}: never answers ${status}`];
      return content ? check(`${operation} ${status}`, content.schema, body) : [];
    },
    example(name) {
      const { value } = components.examples[name];
      return structuredClone(Array.isArray(value) ? value[0] : value) as Json;
    },
  };
}

function holes(template: string): number {
  return template.split('{').length;
}
