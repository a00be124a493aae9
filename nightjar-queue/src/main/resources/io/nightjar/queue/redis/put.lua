-- SPDX-License-Identifier: Apache-2.0
-- Arguments: capacity, who puts, whether he waits, then priority, delay and payload of each task.
-- Gives how many are in, or -1: finished.
local capacity, waiter, waits = tonumber(ARGV[4]), ARGV[5], ARGV[6] == '1'
local wanted = (#ARGV - 6) / 3
-- Forgotten behind the tasks: after its first write a script is no longer held to maxmemory.
local function forgetWaiter()
  if waiter ~= '' then
    redis.call('ZREM', area .. ':putters', waiter)
  end
end
if finished then
  forgetWaiter()
  return -1
end
local room = capacity - held()
if room <= 0 then
  expire() -- what dies makes room
  room = capacity - held()
end
local count = math.max(0, math.min(room, wanted))
if count > 0 then
  local number = redis.call('HINCRBY', base, 'number', count) - count
  for i = 1, count do
    local at = 4 + 3 * i
    local millis = tonumber(ARGV[at + 1])
    local id = whole(number + i) .. '-' .. ARGV[at]
    if millis == 0 and streaming then
      if redis.pcall('XADD', stream, id, 'payload', ARGV[at + 2]).err then
        -- Somebody else added an entry with a higher number: go on behind it.
        local facts = redis.call('XINFO', 'STREAM', stream)
        for fact = 1, #facts, 2 do
          if facts[fact] == 'last-generated-id' then
            number = tonumber(string.match(facts[fact + 1], '^%d+')) + 1 - i
          end
        end
        id = whole(number + i) .. '-0'
        redis.call('HSET', base, 'number', whole(number + count))
        redis.call('XADD', stream, id, 'payload', ARGV[at + 2])
      end
      wake(area .. ':takers', 1)
    else
      redis.call('HSET', area .. ':bodies', id, ARGV[at + 2])
      if millis > 0 then
        delay(id, millis)
      else
        ready(id)
      end
    end
  end
end
forgetWaiter()
if count < wanted and waits then
  redis.call('ZADD', area .. ':putters', whole(now), waiter)
end
return count
