-- Shows TMC1 (docs/wire/multicast.md) in Wireshark and tshark: wireshark -X lua_script:tmc1.lua
local tmc1 = Proto("tmc1", "TMC1 multicast datagram")

local types = { [0] = "data", [1] = "heartbeat", [2] = "end", [3] = "repair request", [4] = "parity" }

local f = {
  version = ProtoField.uint8("tmc1.version", "Version", base.DEC, nil, 0xf0),
  words = ProtoField.uint8("tmc1.words", "Header words", base.DEC, nil, 0x0f),
  type = ProtoField.uint8("tmc1.type", "Type", base.DEC, types),
  flags = ProtoField.uint16("tmc1.flags", "Flags", base.HEX),
  fragment = ProtoField.bool("tmc1.flags.fragment", "Fragment", 16, nil, 0x0001),
  key = ProtoField.bool("tmc1.flags.key", "Key frame", 16, nil, 0x0002),
  discardable = ProtoField.bool("tmc1.flags.discardable", "Discardable", 16, nil, 0x0004),
  again = ProtoField.bool("tmc1.flags.again", "Sent again", 16, nil, 0x0008),
  sealed = ProtoField.bool("tmc1.flags.sealed", "Sealed", 16, nil, 0x0010),
  priority = ProtoField.uint16("tmc1.flags.priority", "Priority", base.DEC, nil, 0x0700),
  stream = ProtoField.uint16("tmc1.stream", "Stream", base.DEC),
  epoch = ProtoField.uint32("tmc1.epoch", "Epoch", base.HEX),
  length = ProtoField.uint16("tmc1.length", "Payload length", base.DEC),
  maxage = ProtoField.uint16("tmc1.maxage", "Max age (ms)", base.DEC),
  number = ProtoField.uint64("tmc1.number", "Number", base.DEC),
  sent = ProtoField.uint64("tmc1.sent", "Sent (ns since 1970)", base.DEC),
  message = ProtoField.uint32("tmc1.message", "Message", base.DEC),
  offset = ProtoField.uint32("tmc1.offset", "Offset", base.DEC),
  total = ProtoField.uint32("tmc1.total", "Total length", base.DEC),
  checksum = ProtoField.uint32("tmc1.checksum", "CRC-32C", base.HEX),
  payload = ProtoField.bytes("tmc1.payload", "Payload"),
  nonce = ProtoField.bytes("tmc1.nonce", "Nonce"),
  tag = ProtoField.bytes("tmc1.tag", "Tag"),
  first = ProtoField.uint64("tmc1.parity.first", "First number covered", base.DEC),
  step = ProtoField.uint16("tmc1.parity.step", "Step", base.DEC),
  count = ProtoField.uint16("tmc1.parity.count", "Count", base.DEC),
  missing = ProtoField.uint64("tmc1.missing.first", "First number missing", base.DEC),
  missing_count = ProtoField.uint32("tmc1.missing.count", "Count", base.DEC),
}
for _, field in pairs(f) do
  table.insert(tmc1.fields, field)
end

function tmc1.dissector(buffer, packet, tree)
  if buffer:len() < 32 or buffer(0, 2):uint() ~= 0x544d then
    return 0
  end
  local header = bit.band(buffer(2, 1):uint(), 0x0f) * 4
  if header < 32 or header > buffer:len() then
    return 0
  end

  packet.cols.protocol = "TMC1"
  local kind = types[buffer(3, 1):uint()] or "unknown"
  packet.cols.info = string.format("%s %s", kind, tostring(buffer(16, 8):uint64()))
  local top = tree:add(tmc1, buffer(), "TMC1 " .. kind)
  top:add(f.version, buffer(2, 1))
  top:add(f.words, buffer(2, 1))
  top:add(f.type, buffer(3, 1))
  local flags = top:add(f.flags, buffer(4, 2))
  for _, flag in ipairs({ f.fragment, f.key, f.discardable, f.again, f.sealed, f.priority }) do
    flags:add(flag, buffer(4, 2))
  end
  top:add(f.stream, buffer(6, 2))
  top:add(f.epoch, buffer(8, 4))
  top:add(f.length, buffer(12, 2))
  top:add(f.maxage, buffer(14, 2))
  top:add(f.number, buffer(16, 8))
  top:add(f.sent, buffer(24, 8))
  if header >= 48 then
    top:add(f.message, buffer(32, 4))
    top:add(f.offset, buffer(36, 4))
    top:add(f.total, buffer(40, 4))
    top:add(f.checksum, buffer(44, 4))
  end
  local payload = buffer(12, 2):uint()
  local sealed = bit.band(buffer(4, 2):uint(), 0x10) ~= 0
  if header + payload > buffer:len() then
    return buffer:len()
  end
  if payload > 0 then
    top:add(f.payload, buffer(header, payload))
  end
  if sealed then
    if buffer:len() >= header + payload + 28 then
      top:add(f.nonce, buffer(header + payload, 12))
      top:add(f.tag, buffer(header + payload + 12, 16))
    end
  elseif kind == "parity" and payload >= 12 then
    top:add(f.first, buffer(header, 8))
    top:add(f.step, buffer(header + 8, 2))
    top:add(f.count, buffer(header + 10, 2))
  elseif kind == "repair request" then
    for at = header, header + payload - 12, 12 do
      top:add(f.missing, buffer(at, 8))
      top:add(f.missing_count, buffer(at + 8, 4))
    end
  end
  return buffer:len()
end

tmc1:register_heuristic("udp", function(buffer, packet, tree)
  return tmc1.dissector(buffer, packet, tree) > 0
end)
