-- SPDX-License-Identifier: Apache-2.0
-- Arguments: most tasks, lease, handle, number of the call, who waits, whether he waits.
-- Gives: 1 if finished or 2 if there may be more behind what was of no use, expired, of those dead,
-- ms to the next event, ids that have no payload, then id, payload, attempt, reason and lease of each.
local most, lease, handle, call = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], ARGV[7]
local waiter, waits = ARGV[8], ARGV[9] == '1'
if waiter ~= '' then
  redis.call('ZREM', area .. ':takers', waiter)
end
expire()
promote()
local lost = {}
local claims = {}
local taken, bytes = 0, 0
local looked, mostLooked = 0, 1000 -- nobody else is served meanwhile

local function give(id, load, attempt, reason)
  local name = id .. '|' .. attempt .. '|' .. handle .. '.' .. call .. '.'
  redis.call('ZADD', area .. ':leases', whole(now + lease), name)
  for _, part in ipairs({id, load, whole(attempt), reason and 'r' .. reason or '', name}) do
    claims[#claims + 1] = part
  end
  taken = taken + 1
  bytes = bytes + #load
end

-- New entries of the stream; false if there are none.
local function giveNew(count)
  local reply = redis.pcall(
    'XREADGROUP', 'GROUP', 'workers', handle, 'COUNT', count, 'STREAMS', stream, '>')
  if reply and reply.err and string.find(reply.err, 'NOGROUP', 1, true) then
    redis.call('XGROUP', 'CREATE', stream, 'workers', '0', 'MKSTREAM')
    reply = redis.call(
      'XREADGROUP', 'GROUP', 'workers', handle, 'COUNT', count, 'STREAMS', stream, '>')
  elseif reply and reply.err then
    error(reply.err)
  end
  if not reply then
    return false
  end
  for _, entry in ipairs(reply[1][2]) do
    looked = looked + 1
    local load = payload(entry[2])
    if load then
      give(entry[1], load, 1, nil)
    else
      bury(entry[1], 1, 'damaged: the entry of the stream has no field "payload"',
        table.concat(entry[2], ' '))
    end
  end
  return true
end

local function giveReady(id)
  looked = looked + 1
  redis.call('ZREM', area .. ':ready', id)
  local load = body(id)
  local attempt = tonumber(redis.call('HGET', area .. ':attempts', id) or '0') + (dead and 0 or 1)
  if not load then
    lost[#lost + 1] = id
    forget(id, 2)
    if streaming then
      redis.call('XACK', stream, 'workers', id)
    end
    freed(1)
    return
  end
  if streaming then
    redis.call('XCLAIM', stream, 'workers', handle, 0, id, 'RETRYCOUNT', attempt, 'JUSTID')
  end
  give(id, load, attempt, redis.call('HGET', area .. ':reasons', id))
end

-- True if the stream has a new entry before this one.
local function newBefore(id)
  local facts = redis.pcall('XINFO', 'GROUPS', stream)
  local group = not facts.err and facts[1] or {}
  for i = 1, #group, 2 do
    if group[i] == 'last-delivered-id' then
      local from = string.gsub(group[i + 1], '(%d+)$', function(part)
        return whole(tonumber(part) + 1)
      end)
      local first = redis.call('XRANGE', stream, from, id, 'COUNT', 1)[1]
      return first and first[1] ~= id
    end
  end
  return false
end

while taken < most and looked < mostLooked and bytes < 1048576 do
  local id = redis.call('ZRANGE', area .. ':ready', 0, 0)[1]
  if id and not (streaming and newBefore(id)) then
    giveReady(id)
  elseif streaming then
    -- No more than the mean size lets expect to be a megabyte.
    local fit = taken == 0 and 1 or math.floor(1048576 * taken / (bytes + 1)) + 1
    if not giveNew(id and 1 or math.min(most - taken, mostLooked - looked, fit, 256)) then
      break
    end
  else
    break
  end
end

local over = 0
if taken == 0 then
  if looked >= mostLooked then
    over = 2
  elseif finished and held() == 0 then
    over = 1
  elseif waits then
    redis.call('ZADD', area .. ':takers', whole(now), waiter)
  end
end
local reply = {over, expired, expiredDead, nextMillis(), table.concat(lost, ' ')}
for _, part in ipairs(claims) do
  reply[#reply + 1] = part
end
return reply
