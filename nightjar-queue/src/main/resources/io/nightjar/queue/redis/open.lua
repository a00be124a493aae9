-- SPDX-License-Identifier: Apache-2.0
-- Makes a queue, or tells the settings of the one that is there.
-- Arguments: order, 1 if none is to be made, then names and values of settings.
local base = KEYS[1]
local kinds = {
  [''] = 'hash', [':stream'] = 'stream', [':bodies'] = 'hash', [':ready'] = 'zset',
  [':delayed'] = 'zset', [':leases'] = 'zset', [':attempts'] = 'hash', [':reasons'] = 'hash',
  [':takers'] = 'zset', [':putters'] = 'zset', [':watchers'] = 'zset',
  [':dead:bodies'] = 'hash', [':dead:ready'] = 'zset', [':dead:leases'] = 'zset',
  [':dead:attempts'] = 'hash', [':dead:reasons'] = 'hash'
}
for suffix, kind in pairs(kinds) do
  local found = redis.call('TYPE', base .. suffix).ok
  if found ~= 'none' and found ~= kind then
    return redis.error_reply('NJFOREIGN ' .. base .. suffix .. ' ' .. found)
  end
end
if redis.call('EXISTS', base) == 0 then
  if ARGV[2] == '1' then
    return redis.error_reply('NJNONE')
  end
  redis.call('HSET', base, 'format', '1')
  for i = 3, #ARGV, 2 do
    redis.call('HSET', base, 'set.' .. ARGV[i], ARGV[i + 1])
  end
  if ARGV[1] == 'FIFO' then
    redis.pcall('XGROUP', 'CREATE', base .. ':stream', 'workers', '0', 'MKSTREAM')
  end
end
local format = redis.call('HGET', base, 'format')
if not format then
  return redis.error_reply('NJFOREIGN ' .. base .. ' hash')
elseif format ~= '1' then
  return redis.error_reply('NJFORMAT ' .. format)
end
-- Handles that are gone leave their name as a consumer; those that hold nothing go after a day.
local groups = redis.pcall('XINFO', 'CONSUMERS', base .. ':stream', 'workers')
for _, group in ipairs(groups.err and {} or groups) do
  local facts = {}
  for i = 1, #group, 2 do
    facts[group[i]] = group[i + 1]
  end
  if facts.pending == 0 and facts.idle > 86400000 then
    redis.call('XGROUP', 'DELCONSUMER', base .. ':stream', 'workers', facts.name)
  end
end
return redis.call('HGETALL', base)
