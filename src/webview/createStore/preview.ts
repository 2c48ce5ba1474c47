/** What will be sent, as JSON and as what people keep; it follows every key. */
import { snippetKinds, snippetOf, type SnippetKind, type SnippetPlace } from '../../core/stores/snippets.js';
import type { CreateStoreRequest } from '../../core/stores/storeRequest.js';
import { fill, h, setAria } from '../ui/dom.js';
import type { Strings } from '../ui/strings.js';
import { button } from '../ui/toolkit.js';

export interface Preview {
  readonly element: HTMLElement;
  update(request: CreateStoreRequest, place: SnippetPlace): void;
}

export function createPreview(strings: Strings, copy: (text: string) => void): Preview {
  const names: Record<SnippetKind, string> = {
    json: 'JSON',
    cli: 'AWS CLI',
    cloudformation: 'CloudFormation',
    terraform: 'Terraform',
  };
  let kind: SnippetKind = 'json';
  let text = '';
  let again = (): void => undefined;
  const shown = h('pre', { class: 'snippet', id: 'snippet', role: 'tabpanel', tabIndex: 0 });
  const tabs = snippetKinds.map((each) => {
    const tab = h(
      'button',
      { class: 'tab', role: 'tab', id: `tab-${each}`, aria: { controls: 'snippet' } },
      names[each],
    );
    tab.type = 'button';
    tab.addEventListener('click', () => choose(each));
    tab.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      const next = (snippetKinds.indexOf(kind) + step + snippetKinds.length) % snippetKinds.length;
      choose(snippetKinds[next] ?? 'json');
      tabs[next]?.focus();
    });
    return tab;
  });

  function choose(next: SnippetKind): void {
    kind = next;
    tabs.forEach((tab, index) => {
      const chosen = snippetKinds[index] === kind;
      setAria(tab, 'selected', chosen);
      tab.tabIndex = chosen ? 0 : -1;
    });
    setAria(shown, 'labelledby', `tab-${kind}`);
    again();
  }
  choose(kind);

  return {
    element: h(
      'section',
      { class: 'preview', aria: { label: strings('What will be sent') } },
      h('h2', {}, strings('What will be sent')),
      h(
        'div',
        { class: 'tabs' },
        h('div', { class: 'tab-list', role: 'tablist', aria: { label: strings('Form of the request') } }, ...tabs),
        button(strings('Copy'), () => copy(text)),
      ),
      shown,
    ),
    update: (request, place) => {
      again = () => {
        text = snippetOf(kind, request, place);
        fill(shown, text);
      };
      again();
    },
  };
}
