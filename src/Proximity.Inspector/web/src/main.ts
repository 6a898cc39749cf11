import './styles/tokens.css';
import './styles/base.css';
import './styles/filter.css';
import './styles/list.css';
import './styles/detail.css';
import './styles/page.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { applyTheme } from './lib/settings.svelte';

applyTheme();
mount(App, { target: document.getElementById('page')! });
