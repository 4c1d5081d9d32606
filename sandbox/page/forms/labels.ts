// How an input is tied to its label, hint and error for those who can't see that they belong together.

export interface Labels {
  /** The name itself, where there is no visible label. */
  name?: string;
  /** Id for the input, to which its label points. */
  id?: string;
  labelId?: string;
  describedBy?: string;
  invalid?: boolean;
  required?: boolean;
}

export interface AriaOf {
  id?: string;
  'aria-label'?: string;
  'aria-labelledby'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
}

export function ariaOf(labels: Labels): AriaOf {
  return {
    ...(labels.id === undefined ? {} : { id: labels.id }),
    ...(labels.name === undefined ? {} : { 'aria-label': labels.name }),
    ...(labels.labelId === undefined ? {} : { 'aria-labelledby': labels.labelId }),
    ...(labels.describedBy === undefined ? {} : { 'aria-describedby': labels.describedBy }),
    ...(labels.invalid === true ? { 'aria-invalid': true } : {}),
    ...(labels.required === true ? { 'aria-required': true } : {}),
  };
}
