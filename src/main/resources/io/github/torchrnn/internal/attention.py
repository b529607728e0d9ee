# The part of the functions for attention.

def scaled_dot_product_attention(self, query: Tensor, key: Tensor, value: Tensor, mask: Optional[Tensor], dropout: float, is_causal: bool, scale: Optional[float], enable_gqa: bool) -> Tensor:
  if query.dim() == 4 and (query.numel() == 0 or key.numel() == 0 or value.numel() == 0):
    # LibTorch's kernel for four axes would divide by zero.
    q, k, v = torch.unsqueeze(query, 0), torch.unsqueeze(key, 0), torch.unsqueeze(value, 0)
    return torch.squeeze(torch.scaled_dot_product_attention(q, k, v, mask, dropout, is_causal, scale=scale, enable_gqa=enable_gqa), 0)
  return torch.scaled_dot_product_attention(query, key, value, mask, dropout, is_causal, scale=scale, enable_gqa=enable_gqa)

# Of inputs of (length, batch, features), which are one array if same is 3, and of which key and
# value are one if it is 2. The weights of the projections are packed, or three. Masks are added.
# Returns the output, and the weights if they are needed.
def multi_head_attention(self, query: Tensor, key: Tensor, value: Tensor, same: int, dropout: float, heads: int, packed: Optional[Tensor], separate: List[Tensor], bias: Optional[Tensor], bias_kv: List[Tensor], add_zero_attn: bool, out_weight: Tensor, out_bias: Optional[Tensor], padding: Optional[Tensor], mask: Optional[Tensor], need_weights: bool, average_weights: bool, is_causal: bool) -> List[Tensor]:
  length, batch, features = query.size(0), query.size(1), query.size(2)
  size = features // heads
  q, k, v = self.projected(query, key, value, same, packed, separate, bias)
  added = 0
  if len(bias_kv) == 2:
    k = torch.cat([k, bias_kv[0].repeat([1, batch, 1])])
    v = torch.cat([v, bias_kv[1].repeat([1, batch, 1])])
    added = 1
  q = torch.transpose(q.reshape([length, batch * heads, size]), 0, 1)
  k = torch.transpose(k.reshape([k.size(0), batch * heads, size]), 0, 1)
  v = torch.transpose(v.reshape([v.size(0), batch * heads, size]), 0, 1)
  if add_zero_attn:
    zeros = torch.zeros([batch * heads, 1, size], dtype=k.dtype, device=k.device)
    k = torch.cat([k, zeros], 1)
    v = torch.cat([v, zeros], 1)
    added = added + 1
  source = k.size(1)
  bias_of_scores = self.merged_masks(padding, mask, batch, heads, added)
  if not need_weights:
    if bias_of_scores is not None:
      if bias_of_scores.size(0) == 1:
        bias_of_scores = torch.unsqueeze(bias_of_scores, 0)
      else:
        bias_of_scores = bias_of_scores.reshape([batch, heads, bias_of_scores.size(1), source])
    attended = self.scaled_dot_product_attention(q.reshape([batch, heads, length, size]), k.reshape([batch, heads, source, size]), v.reshape([batch, heads, source, size]), bias_of_scores, dropout, is_causal, None, False)
    attended = torch.permute(attended, [2, 0, 1, 3]).reshape([batch * length, features])
    return [torch.linear(attended, out_weight, out_bias).reshape([length, batch, features])]
  scaled = torch.mul(q, torch.sqrt(1. / float(size)))
  if bias_of_scores is not None:
    weights = torch.baddbmm(bias_of_scores, scaled, torch.transpose(k, -2, -1))
  else:
    weights = torch.bmm(scaled, torch.transpose(k, -2, -1))
  weights = torch.softmax(weights, -1)
  if dropout > 0.:
    weights = torch.dropout(weights, dropout, True)
  attended = torch.transpose(torch.bmm(weights, v), 0, 1).reshape([length * batch, features])
  output = torch.linear(attended, out_weight, out_bias).reshape([length, batch, features])
  weights = weights.reshape([batch, heads, length, source])
  if average_weights:
    weights = torch.mean(weights, [1])
  return [output, weights]

def projected(self, query: Tensor, key: Tensor, value: Tensor, same: int, packed: Optional[Tensor], separate: List[Tensor], bias: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
  features = query.size(2)
  biases = annotate(List[Optional[Tensor]], [None, None, None])
  if bias is not None:
    for i in range(3):
      biases[i] = torch.narrow(bias, 0, i * features, features)
  if packed is None:
    return (torch.linear(query, separate[0], biases[0]), torch.linear(key, separate[1], biases[1]), torch.linear(value, separate[2], biases[2]))
  if same == 3:
    all = self.side_by_side(torch.linear(query, packed, bias), 3, features)
    return (all[0], all[1], all[2])
  if same == 2:
    bias_of_both = bias
    if bias is not None:
      bias_of_both = torch.narrow(bias, 0, features, 2 * features)
    both = self.side_by_side(torch.linear(key, torch.narrow(packed, 0, features, 2 * features), bias_of_both), 2, features)
    return (torch.linear(query, torch.narrow(packed, 0, 0, features), biases[0]), both[0], both[1])
  w = torch.chunk(packed, 3)
  return (torch.linear(query, w[0], biases[0]), torch.linear(key, w[1], biases[1]), torch.linear(value, w[2], biases[2]))

# The parts of a projection, each contiguous.
def side_by_side(self, x: Tensor, parts: int, features: int) -> Tensor:
  return torch.contiguous(torch.permute(x.reshape([x.size(0), x.size(1), parts, features]), [2, 0, 1, 3]))

# The masks of padding and of positions as one, wider by what was added to the keys.
def merged_masks(self, padding: Optional[Tensor], mask: Optional[Tensor], batch: int, heads: int, added: int) -> Optional[Tensor]:
  merged = mask
  if mask is not None:
    merged = torch.pad(mask if mask.dim() == 3 else torch.unsqueeze(mask, 0), [0, added])
  if padding is not None:
    wide = torch.pad(padding, [0, added])
    source = wide.size(1)
    of_heads = wide.reshape([batch, 1, 1, source]).expand([batch, heads, 1, source]).reshape([batch * heads, 1, source])
    if merged is None:
      merged = of_heads
    else:
      merged = torch.add(merged, of_heads)
  return merged
