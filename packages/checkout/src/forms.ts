import './styles/forms.css';
import { showTotal } from './link/live-total.ts';

/** For links with a choice of quantity; without it the total stands on the next page. */
document.documentElement.classList.add('js');
showTotal(document);
