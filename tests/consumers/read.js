// What a JavaScript library read of an exported file, as JSON: node read.js gexf|graphml|cytoscape FILE
//
// {"nodes": {id: attributes}, "edges": {id: [source, target, attributes]}, "directed": boolean}
import { readFileSync } from 'node:fs';
import cytoscape from 'cytoscape';
import graphology from 'graphology';
import gexf from 'graphology-gexf';
import graphml from 'graphology-graphml';

const [form, path] = process.argv.slice(2);
const text = readFileSync(path, 'utf8');

function ofGraphology(parse) {
  const graph = parse(graphology, text);
  const nodes = {}, edges = {};
  graph.forEachNode((id, attributes) => { nodes[id] = attributes; });
  graph.forEachEdge((id, attributes, source, target) => { edges[id] = [source, target, attributes]; });
  return { nodes, edges, directed: graph.type === 'directed' };
}

function ofCytoscape() {
  const file = JSON.parse(text);
  const cy = cytoscape({ headless: true, elements: file.elements, data: file.data });
  const nodes = {}, edges = {};
  cy.nodes().forEach((node) => { const { id, ...data } = node.data(); nodes[id] = data; });
  cy.edges().forEach((edge) => {
    const { id, source, target, ...data } = edge.data();
    edges[id] = [source, target, data];
  });
  return { nodes, edges, directed: cy.data('directed'), leftOut: cy.data('left_out') };
}

const read = {
  gexf: () => ofGraphology(gexf.parse),
  graphml: () => ofGraphology(graphml.parse),
  cytoscape: ofCytoscape,
}[form]();
process.stdout.write(JSON.stringify(read));
