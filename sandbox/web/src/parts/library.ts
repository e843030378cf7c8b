/** The console's component library: only the components that these pages use. */

import Button from '@alicloud/console-components/esm/rc/button';
import Checkbox from '@alicloud/console-components/esm/rc/checkbox';
import Dialog from '@alicloud/console-components/esm/rc/dialog';
import Dropdown from '@alicloud/console-components/esm/rc/dropdown';
import Form from '@alicloud/console-components/esm/rc/form';
import Input from '@alicloud/console-components/esm/rc/input';
import Loading from '@alicloud/console-components/esm/rc/loading';
import Menu from '@alicloud/console-components/esm/rc/menu';
import Message from '@alicloud/console-components/esm/rc/message';
import NumberPicker from '@alicloud/console-components/esm/rc/number-picker';
import Pagination from '@alicloud/console-components/esm/rc/pagination';
import Radio from '@alicloud/console-components/esm/rc/radio';
import Select from '@alicloud/console-components/esm/rc/select';
import Step from '@alicloud/console-components/esm/rc/step';
import Tab from '@alicloud/console-components/esm/rc/tab';
import Upload from '@alicloud/console-components/esm/rc/upload';

export {
  Button, Checkbox, Dialog, Dropdown, Form, Input, Loading, Menu, Message, NumberPicker, Pagination,
  Radio, Select, Step, Tab, Upload,
};
