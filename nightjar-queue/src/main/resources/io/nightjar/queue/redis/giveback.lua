-- SPDX-License-Identifier: Apache-2.0
-- Arguments: how the owner of a lease begins. Gives back his tasks, uncounted.
local owner = ARGV[4]
for _, lease in ipairs(redis.call('ZRANGE', area .. ':leases', 0, -1)) do
  local id, attempt, by = parts(lease)
  if string.sub(by, 1, #owner) == owner then
    redis.call('ZREM', area .. ':leases', lease)
    back(id, dead and attempt or attempt - 1, 0, nil)
  end
end
wake(area .. ':takers', 1)
wake(area .. ':putters', 1)
return 1
