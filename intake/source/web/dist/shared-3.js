// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

export {
  __export
};
