/** What to say when a value does not agree with its schema. */
import type {Errors} from 'typebox/schema';

type Fault = ReturnType<typeof Errors>[1][number];

/** One line; the place in front. */
export function describeFault(fault: Fault | undefined): string {
  if (fault === undefined) return 'the request is not as its schema says';
  const place = fault.instancePath.slice(1).replaceAll('/', '.').slice(0, 80);
  const shown = place === '' ? 'the request' : JSON.stringify(place);
  switch (fault.keyword) {
    case 'required': {
      const missing = fault.params.requiredProperties.map((name) => JSON.stringify(name)).join(', ');
      return `${place === '' ? '' : `${shown}: `}${missing} is missing`;
    }
    case 'boolean':
      return `${shown} is not known here`;
    case 'enum':
      return `${shown} must be one of ${fault.params.allowedValues.map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    default:
      return `${shown} ${fault.message}`;
  }
}
