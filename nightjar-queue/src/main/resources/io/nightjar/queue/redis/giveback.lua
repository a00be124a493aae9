-- SPDX-License-Identifier: Apache-2.0
-- Arguments: how the owner of a lease begins, a cursor. Gives back his tasks, uncounted, as far as it
-- looks at once: nobody else is served meanwhile. Gives the next cursor, 0 at the end.
local owner = ARGV[4]
local part = redis.call('ZSCAN', area .. ':leases', ARGV[5], 'COUNT', 1000)
for i = 1, #part[2], 2 do
  local lease = part[2][i]
  local id, attempt, by = parts(lease)
  -- A scan may tell of a lease twice.
  if string.sub(by, 1, #owner) == owner and redis.call('ZREM', area .. ':leases', lease) == 1 then
    back(id, dead and attempt or attempt - 1, 0, nil)
  end
end
wake(area .. ':takers', 1)
wake(area .. ':putters', 1)
return part[1]
