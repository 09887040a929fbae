// The office is one file that is loaded when somebody goes there: customers never carry it.
export { Customers } from "./Customers";
export { Imports } from "./Imports";
export { Jobs } from "./Jobs";
export { Log } from "./Log";
export { Office } from "./Office";
export { OpenCustomer } from "./OpenCustomer";
