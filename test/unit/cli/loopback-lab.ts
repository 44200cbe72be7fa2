/** Machines that are there already, on loopback, where port 1 refuses: tests leave the network alone. */
export const LOOPBACK = `provider: existing
name: here
network: {subnet: 127.99.0.0/24, gateway: 127.99.0.1}
hosts:
  - {name: master, ip: 127.99.0.11, role: control-plane}
  - {name: node1, ip: 127.99.0.12, role: worker}
ssh: {user: nobody, port: 1}
`;
