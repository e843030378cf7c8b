/** Texts of the frame around every page, and of notices that any page may show. */

import { word } from './word';

export const shellWords = {
  'shell.skip': word('跳转至主内容', 'Skip to main content'),
  'shell.openPanel': word('展开产品面板', 'Open product panel'),
  'shell.closePanel': word('收起产品面板', 'Close product panel'),
  'shell.products': word('产品与服务', 'Products and Services'),
  'shell.resources': word('我的资源', 'My Resources'),
  'shell.favorites': word('我的收藏', 'My Favorites'),
  'shell.recent': word('最近访问', 'Recently Visited'),
  'shell.website': word('前往官网', 'Go to website'),
  'shell.consoleHome': word('前往控制台首页', 'Go to console home'),
  'shell.search': word('搜索...', 'Search...'),
  'shell.documents': word('文档', 'Documentation'),
  'shell.expenses': word('费用', 'Expenses'),
  'shell.icp': word('备案', 'ICP Filing'),
  'shell.tickets': word('工单', 'Tickets'),
  'shell.submitTicket': word('提交工单', 'Submit Ticket'),
  'shell.myTickets': word('我的工单', 'My Tickets'),
  'shell.orders': word('订单', 'Orders'),
  'shell.bills': word('账单', 'Bills'),
  'shell.invoices': word('发票', 'Invoices'),
  'shell.mainAccount': word('主账号', 'Main account'),
  'shell.ramUser': word('RAM 用户', 'RAM user'),
  'shell.signOut': word('退出登录', 'Sign Out'),
  'shell.checklist': word('配置清单', 'Configuration list'),
  'shell.cloudShell': word('云命令行（Cloud Shell）', 'Cloud Shell'),
  'shell.preferences': word('偏好设置', 'Preferences'),
  'shell.feedback': word('提交您的宝贵建议', 'Feedback'),
  'shell.contact': word('联系我们', 'Contact Us'),
  'shell.assistant': word('AI 助理', 'AI Assistant'),
  'shell.hideRail': word('隐藏侧边栏', 'Hide sidebar'),
  'shell.other': word('English', '简体中文'),
  'shell.standin': word(
    '演示站点：依据公开文档仿制，并非取自真实控制台',
    'Stand-in: modelled on documents, not captured from the console.',
  ),
  'nav.product': word('费用与成本', 'Expenses and Costs'),
  'nav.home': word('发票管理', ['Invoice Management', 'Invoices']),
  'nav.issue': word(['开具发票', '索取发票'], ['Issue Invoice', 'Request Invoice']),
  'nav.records': word(['发票下载与退票', '发票列表'], ['Invoice Download and Refund', 'Invoice List']),
  'nav.title': word(
    ['发票信息(抬头)', '发票信息管理'],
    ['Invoice Information (Title)', 'Invoice Information Management'],
  ),
  'page.help': word('帮助文档', 'Help'),
  'page.retry': word('重新加载', 'Reload'),
  'page.loadFailed': word('页面数据加载失败。', 'The data of this page could not be loaded.'),
  'notice.network': word('网络异常，请稍后再试。', 'Network error. Try again later.'),
  'notice.busy': word('系统繁忙，请稍后再试。', 'The system is busy. Try again later.'),
  'notice.notBuilt': word('演示站点尚未提供此功能。', 'This is not built in this stand-in yet.'),
  'notice.title': word('提示', 'Notice'),
  'notice.ok': word('确定', 'OK'),
  'announce.title': word(['新版发票管理上线啦', '体验新版发票管理'], ['Invoice management has a new version', 'Try the new invoice management']),
  'announce.text': word(
    ['开票流程与入口有所调整，历史发票可在发票下载与退票中查看。', '新版控制台已上线，您可以随时切换到新版。当前页面仍为旧版。'],
    [
      'Entries and steps have moved. Find issued invoices under Invoice Download and Refund.',
      'A new version of the console is available and you can switch at any time. This page is still the old one.',
    ],
  ),
  'announce.ok': word('我知道了', 'Got it'),
} as const;

/** Names of the product panel: categories and recently used consoles. */
export const panel = {
  categories: word(
    '全部,人工智能与机器学习,计算,容器,存储,网络与CDN,安全,中间件,数据库,大数据计算,媒体服务,企业服务与云通信,域名与网站,终端用户计算,物联网,开发工具,迁移与运维管理,云市场,支持与服务',
    'All,AI and Machine Learning,Computing,Containers,Storage,Networking and CDN,Security,Middleware,Databases,Big Data,Media Services,Enterprise Services and Communications,Domains and Websites,End-user Computing,Internet of Things,Developer Tools,Migration and O&M,Marketplace,Support and Services',
  ),
  recent: word(
    '云服务器 ECS,对象存储 OSS,云数据库 RDS,访问控制,费用与成本',
    'Elastic Compute Service,Object Storage Service,ApsaraDB RDS,Resource Access Management,Expenses and Costs',
  ),
} as const;
