-- SPDX-License-Identifier: Apache-2.0
-- What all scripts share; the text of each follows this one. Keys of a queue, behind its base:
--   (base)      hash: format, settings, number of the last task, finished
--   :stream     FIFO: tasks that were put without a delay, with the consumer group "workers"
--   :bodies     hash: the payloads of all other tasks
--   :ready      sorted set: tasks that can be taken, and are not new in the stream
--   :delayed    sorted set: by the time (ms) at which they are ready
--   :leases     sorted set: "id|attempt|owner" by the time at which the lease ends
--   :attempts, :reasons    hashes: of tasks that came back
--   :takers, :putters, :watchers    sorted sets: who waits, "handle:number"
--   :dead...    the same for dead letters
-- A task is named number-priority, which is also its place in the stream.
local base, order, maxAttempts = KEYS[1], ARGV[2], tonumber(ARGV[3])
local dead = ARGV[1] == 'dead'
local area = dead and base .. ':dead' or base
local streaming = order == 'FIFO' and not dead
local stream = base .. ':stream'

local head = redis.call('HMGET', base, 'format', 'finished')
if head[1] ~= '1' then
  return redis.error_reply('NJGONE')
end
local finished = head[2] == '1' and not dead

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local expired, expiredDead = 0, 0

local function whole(number)
  return string.format('%.0f', number)
end

-- Wakes so many of those who wait; one whose process is gone does not count.
local function wake(waiters, count)
  while count > 0 do
    local one = redis.call('ZPOPMIN', waiters)
    if #one == 0 then
      return
    end
    local handle, number = string.match(one[1], '^(.*):(%d+)$')
    if redis.call('PUBLISH', base .. ':wake:' .. handle, number) > 0 then
      count = count - 1
    end
  end
end

local function held()
  local count = redis.call('HLEN', area .. ':bodies')
  if streaming then
    count = count + redis.call('XLEN', stream)
  end
  return count
end

-- Where a task stands in the sorted set of those that are ready; exact below 2^53.
local function rank(id)
  local number, priority = string.match(id, '^(%d+)-(%d+)$')
  if dead or order == 'FIFO' then
    return number
  elseif order == 'LIFO' then
    return '-' .. number
  end
  return whole((255 - tonumber(priority)) * 35184372088832 + tonumber(number))
end

local function ready(id)
  redis.call('ZADD', area .. ':ready', rank(id), id)
  wake(area .. ':takers', 1)
end

-- Wakes one who waits if this made the next time earlier, so that he waits shorter.
local function delay(id, millis)
  redis.call('ZADD', area .. ':delayed', whole(now + millis), id)
  if redis.call('ZRANGE', area .. ':delayed', 0, 0)[1] == id then
    wake(area .. ':takers', 1)
  end
end

-- The payload among the fields of an entry of the stream.
local function payload(fields)
  for i = 1, #fields, 2 do
    if fields[i] == 'payload' then
      return fields[i + 1]
    end
  end
  return nil
end

local function body(id)
  local found = redis.call('HGET', area .. ':bodies', id)
  if not found and streaming then
    local entry = redis.call('XRANGE', stream, id, id)[1]
    found = entry and payload(entry[2])
  end
  return found
end

local function forget(id, attempt)
  if streaming and redis.call('XDEL', stream, id) == 1 then
    redis.call('XACK', stream, 'workers', id)
  else
    redis.call('HDEL', area .. ':bodies', id)
  end
  if dead or attempt > 1 then
    redis.call('HDEL', area .. ':attempts', id)
    redis.call('HDEL', area .. ':reasons', id)
  end
end

local function wakeAll(waiters)
  wake(waiters, redis.call('ZCARD', waiters))
end

local function freed(count)
  wake(area .. ':putters', count)
  if held() == 0 then
    wakeAll(area .. ':watchers')
    if finished then
      wakeAll(area .. ':takers')
    end
  end
end

local function bury(id, attempt, reason, bytes)
  redis.call('HSET', base .. ':dead:bodies', id, bytes)
  redis.call('HSET', base .. ':dead:attempts', id, attempt)
  redis.call('HSET', base .. ':dead:reasons', id, reason)
  redis.call('ZADD', base .. ':dead:ready', string.match(id, '^%d+'), id)
  wake(base .. ':dead:takers', 1)
  forget(id, math.max(attempt, 2))
  freed(1)
end

local function back(id, attempt, millis, reason)
  if attempt > 0 then
    redis.call('HSET', area .. ':attempts', id, attempt)
  end
  if reason then
    redis.call('HSET', area .. ':reasons', id, reason)
  end
  if millis > 0 then
    delay(id, millis)
  else
    ready(id)
  end
end

local function parts(lease)
  local id, attempt, owner = string.match(lease, '^([^|]*)|(%d+)|(.*)$')
  return id, tonumber(attempt), owner
end

-- Takes back what has a lease that ended.
local function expire()
  local ended = redis.call('ZRANGEBYSCORE', area .. ':leases', '-inf', whole(now), 'LIMIT', 0, 100)
  for _, lease in ipairs(ended) do
    redis.call('ZREM', area .. ':leases', lease)
    local id, attempt = parts(lease)
    local reason = 'the lease of attempt ' .. attempt .. ' ended before the task was settled'
    expired = expired + 1
    if dead then
      back(id, attempt, 0, nil)
    elseif attempt < maxAttempts then
      back(id, attempt, 0, reason)
    else
      local bytes = body(id)
      if bytes then
        bury(id, attempt, reason, bytes)
        expiredDead = expiredDead + 1
      else
        forget(id, 2)
        freed(1)
      end
    end
  end
end

-- Makes ready what was delayed long enough.
local function promote()
  local due = redis.call('ZRANGEBYSCORE', area .. ':delayed', '-inf', whole(now), 'LIMIT', 0, 100)
  for _, id in ipairs(due) do
    redis.call('ZREM', area .. ':delayed', id)
    ready(id)
  end
end

-- Milliseconds until something happens by itself; -1 if nothing will.
local function nextMillis()
  local least = -1
  for _, set in ipairs({':delayed', ':leases'}) do
    local first = redis.call('ZRANGE', area .. set, 0, 0, 'WITHSCORES')
    if first[2] then
      local millis = math.max(1, tonumber(first[2]) - now)
      if least < 0 or millis < least then
        least = millis
      end
    end
  end
  return least
end
