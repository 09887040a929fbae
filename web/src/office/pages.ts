// The office is one file that is loaded when somebody goes there: customers never carry it.
export { Access } from "./Access";
export { Audit } from "./Audit";
export { Customers } from "./Customers";
export { First } from "./First";
export { Imports } from "./Imports";
export { Inbox } from "./Inbox";
export { Jobs } from "./Jobs";
export { Join } from "./Join";
export { Log } from "./Log";
export { Me } from "./Me";
export { Office } from "./Office";
export { OpenCustomer } from "./OpenCustomer";
